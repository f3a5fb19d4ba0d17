package io.gradus.jit.run;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayDeque;
import java.util.Deque;

/// Runs fresh vector code in the background, on small arrays of its own, until it is fast.
///
/// Vector code is a hundred times slower than scalar code until HotSpot's second compiler has taken
/// it: every vector is an object then. So a kernel begins with its scalar twin, which gives the
/// same bits, and changes over when its vector code has stopped allocating. Code that never does,
/// for which the compiler gave up, is never used.
public final class Warmup {
  private static final long SLICE = 3_000_000; // nanoseconds for each piece of code in turn
  private static final int PATIENCE = 200_000; // runs
  private static final int QUIET = 3; // slices without allocation
  private static final Deque<Warmup> PENDING = new ArrayDeque<>();
  private static Thread worker;

  private final Runnable probe;
  private volatile boolean done;
  private int runs;
  private int quiet;

  private Warmup(Runnable probe) {
    this.probe = probe;
  }

  /// Begins to warm up the code that `probe` runs.
  public static Warmup of(Runnable probe) {
    Warmup w = new Warmup(probe);
    synchronized (PENDING) {
      PENDING.add(w);
      if (worker == null) {
        worker = new Thread(Warmup::work, "gradus-warmup");
        worker.setDaemon(true);
        worker.start();
      }
    }
    return w;
  }

  /// True once the code is fast.
  public boolean done() {
    return done;
  }

  private static void work() {
    ThreadMXBean memory = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    while (true) {
      Warmup next;
      synchronized (PENDING) {
        next = PENDING.poll();
        if (next == null) {
          worker = null;
          return;
        }
      }
      if (!next.slice(memory) && next.runs < PATIENCE) {
        synchronized (PENDING) {
          PENDING.add(next);
        }
      }
    }
  }

  /// Runs the code for a while; true if it is done with.
  private boolean slice(ThreadMXBean memory) {
    long end = System.nanoTime() + SLICE;
    long before = memory.getCurrentThreadAllocatedBytes();
    int count = 0;
    do {
      probe.run();
      count++;
    } while (System.nanoTime() < end && count < 2000);
    runs += count;
    quiet = memory.getCurrentThreadAllocatedBytes() == before ? quiet + 1 : 0;
    done = quiet >= QUIET;
    return done;
  }
}
