package io.gradus.bench;

import io.gradus.bench.Contest.Entrant;
import io.gradus.bench.Result.Goal;
import io.gradus.bench.child.Workload;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// W1 to W4 against DJL on PyTorch and libtorch.
final class Trainings {
  private Trainings() {}

  static List<Result> run(String name, int threads, Contest contest) {
    Workload w = Workload.named(name);
    List<Entrant> entrants = new ArrayList<>();
    entrants.add(new Entrant(Launch.gradus(threads), name));
    entrants.addAll(Entrant.of(Launch.djl(threads), name));
    entrants.addAll(Entrant.of(Launch.libtorch(threads), name));
    if (w == Workload.W3) {
      entrants.add(new Entrant(Launch.plain(Launch.PEAK, threads), "PEAK"));
    }
    Map<String, Double> steps = contest.run(entrants);
    Double peak = steps.remove(Launch.PEAK);
    List<Result> results = new ArrayList<>();
    if (w == Workload.W1 || w == Workload.W4) {
      Goal goal = Goal.ratio(w == Workload.W1 ? 20 : 5);
      results.add(Result.of(name, "training", "steps/s", threads, steps, goal));
      return results;
    }
    Goal goal = Goal.ratio(w == Workload.W2 ? 2 : 1.3);
    Map<String, Double> samples = Result.scaled(steps, w.batch());
    Map<String, Double> flops = Result.scaled(steps, 1e-9 * w.flops());
    results.add(Result.of(name, "training", "samples/s", threads, samples, goal));
    results.add(Result.of(name, "products", "GFLOP/s", threads, flops, Goal.NONE));
    if (peak != null) {
      Map<String, Double> share = Result.scaled(flops, 100 / peak);
      results.add(Result.of(name, "share of FMA peak", "%", threads, share, Goal.value(75)));
      Map<String, Double> itself = Map.of(Launch.GRADUS, peak);
      results.add(Result.of(name, "the FMA peak itself", "GFLOP/s", threads, itself, Goal.NONE));
    }
    return results;
  }
}
