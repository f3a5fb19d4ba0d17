package io.gradus.bench.plain;

import io.gradus.bench.child.Case;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/// The float32 multiply-adds that the processor can do: twelve independent chains in registers, no
/// memory. Billions of operations per second, all threads together.
final class Peak implements Case {
  private static final VectorSpecies<Float> S = FloatVector.SPECIES_PREFERRED;
  private static final int ROUNDS = 20_000;
  private static final int CHAINS = 12;

  private final int threads;
  private final ExecutorService pool;
  private volatile float sink;

  Peak(int threads) {
    this.threads = threads;
    this.pool = Executors.newFixedThreadPool(threads);
  }

  @Override
  public double prepare() throws Exception {
    measure(2);
    return Double.NaN;
  }

  @Override
  public double measure(double seconds) throws Exception {
    CyclicBarrier start = new CyclicBarrier(threads);
    List<Future<Double>> rates = new ArrayList<>();
    for (int i = 0; i < threads; i++) {
      rates.add(
          pool.submit(() -> {
            start.await();
            return Case.rate(seconds, 1, () -> sink = chains(0.999f, 0.001f));
          }));
    }
    double sum = 0;
    for (Future<Double> rate : rates) {
      sum += rate.get();
    }
    return sum * 2e-9 * ROUNDS * CHAINS * S.length();
  }

  private static float chains(float factor, float term) {
    FloatVector m = FloatVector.broadcast(S, factor);
    FloatVector t = FloatVector.broadcast(S, term);
    FloatVector a = FloatVector.broadcast(S, 0.1f);
    FloatVector b = FloatVector.broadcast(S, 0.2f);
    FloatVector c = FloatVector.broadcast(S, 0.3f);
    FloatVector d = FloatVector.broadcast(S, 0.4f);
    FloatVector e = FloatVector.broadcast(S, 0.5f);
    FloatVector f = FloatVector.broadcast(S, 0.6f);
    FloatVector g = FloatVector.broadcast(S, 0.7f);
    FloatVector h = FloatVector.broadcast(S, 0.8f);
    FloatVector i = FloatVector.broadcast(S, 0.9f);
    FloatVector j = FloatVector.broadcast(S, 1.1f);
    FloatVector k = FloatVector.broadcast(S, 1.2f);
    FloatVector l = FloatVector.broadcast(S, 1.3f);
    for (int round = 0; round < ROUNDS; round++) {
      a = a.fma(m, t);
      b = b.fma(m, t);
      c = c.fma(m, t);
      d = d.fma(m, t);
      e = e.fma(m, t);
      f = f.fma(m, t);
      g = g.fma(m, t);
      h = h.fma(m, t);
      i = i.fma(m, t);
      j = j.fma(m, t);
      k = k.fma(m, t);
      l = l.fma(m, t);
    }
    return a.add(b).add(c).add(d).add(e).add(f).add(g).add(h).add(i).add(j).add(k).add(l).lane(0);
  }
}
