package io.gradus.nn.train;

import io.gradus.array.Array;
import io.gradus.array.Key;
import io.gradus.graph.Tree;
import io.gradus.nn.data.Dataset;
import java.util.Arrays;
import java.util.Set;

/// Hands out the rows of each epoch. Only for the hardest rows first does it remember anything: the
/// losses of the rows, as they were in the last epoch and as they are seen in this one.
final class Sampler {
  private final Sampling sampling;
  private final Dataset data;
  private final int batch;
  private final Key key;
  private double[] last;
  private double[] now;
  private int[] order;
  private int orderOf = -1;

  /// @param batch the rows of a step
  /// @param key the source of all orders
  Sampler(Sampling sampling, Dataset data, int batch, Key key) {
    this.sampling = sampling;
    this.data = data;
    this.batch = batch;
    this.key = key;
    this.last = new double[remembers() ? data.size() : 0];
    Arrays.fill(last, Double.POSITIVE_INFINITY);
    this.now = last.clone();
  }

  private boolean remembers() {
    return sampling == Sampling.HARDEST_FIRST;
  }

  /// Adds what must be seen in each step.
  void watch(Set<Probe> probes) {
    if (remembers()) {
      probes.add(Probe.ROW_LOSSES);
    }
  }

  /// The rows of an epoch, a step after the other.
  int[] order(int epoch) {
    if (orderOf != epoch) {
      order = sampling.order(data, batch, key.fold(epoch), last);
      orderOf = epoch;
    }
    return order;
  }

  /// Is told what the probes saw in a step with the rows `order[from …]` of this epoch.
  void seen(int from, Tree<Array> seen) {
    if (remembers()) {
      Array losses = seen.get(Probe.LOSSES);
      for (int i = 0; i < losses.size(); i++) {
        now[order[from + i]] = losses.get(i);
      }
    }
  }

  /// At the end of an epoch.
  void nextEpoch() {
    last = now.clone();
  }

  /// What it remembers.
  Tree<Array> state() {
    return remembers()
        ? Tree.leaf("last", Array.vector(last.clone())).with("now", Array.vector(now.clone()))
        : Tree.empty();
  }

  /// Remembers what [#state] said.
  void restore(Tree<Array> state) {
    if (remembers()) {
      last = state.get("last").toDoubles();
      now = state.get("now").toDoubles();
    }
  }
}
