package io.gradus.jit.product;

import io.gradus.jit.emit.Operands;
import io.gradus.jit.run.Pool;

/// The working memory of products, and the product in progress. One for each pool; products of one
/// scratch take turns.
///
/// Memory grows to what the largest product needs and is then kept, so a product that has been run
/// once, or for which room was made, allocates nothing.
public final class Scratch {
  /// What one thread works with.
  static final class Worker {
    float[] f32 = {};
    double[] f64 = {};
    Operands copy = new Operands(0);
  }

  private final Pool pool;
  private final Worker[] workers;
  private final Pool.Task task = this::chunk;
  private int singles; // room in each worker's arrays
  private int doubles;
  private int operands;
  private Product product;
  private Operands bound;
  private Operands after;

  /// Memory for the threads of a pool.
  public Scratch(Pool pool) {
    this.pool = pool;
    workers = new Worker[pool.threads()];
    for (int i = 0; i < workers.length; i++) {
      workers[i] = new Worker();
    }
  }

  /// Makes room for products that need so many floats, doubles and operands of an epilogue.
  synchronized void reserve(int floats, int doubles, int operands) {
    if (floats > singles) {
      singles = floats;
      for (Worker w : workers) {
        w.f32 = new float[floats];
      }
    }
    if (doubles > this.doubles) {
      this.doubles = doubles;
      for (Worker w : workers) {
        w.f64 = new double[doubles];
      }
    }
    if (operands > this.operands) {
      this.operands = operands;
      for (Worker w : workers) {
        w.copy = new Operands(operands);
      }
    }
  }

  /// Runs all chunks of a product.
  synchronized void run(Product p, Operands o, Operands e, int chunks) {
    product = p;
    bound = o;
    after = e;
    if (chunks == 1) {
      p.chunk(0, workers[0], o, e);
    } else {
      pool.run(task, chunks, p.isShort());
    }
    bound = null;
    after = null;
  }

  private void chunk(int chunk, int worker) {
    product.chunk(chunk, workers[worker], bound, after);
  }
}
