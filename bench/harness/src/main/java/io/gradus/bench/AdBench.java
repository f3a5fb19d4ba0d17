package io.gradus.bench;

import io.gradus.bench.Contest.Entrant;
import io.gradus.bench.Result.Goal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// The benchmark of automatic differentiation, in float64 with one thread.
///
/// The C++ is hand-written, compiled with g++ 12 -O3 -march=native; its times were taken once on
/// the machine of the design and not in this run.
final class AdBench {
  private static final String CPP = "hand-written C++, design machine";
  private static final double SAMPLE_SECONDS = 0.3;

  private AdBench() {}

  /// @param most the greatest derivative time as a multiple of the objective
  /// @param cpp the derivative time of C++ in milliseconds, NaN if not taken
  private record Instance(String name, double most, double cpp) {}

  private static final List<Instance> INSTANCES =
      List.of(
          new Instance("gmm_d10_K50", 3, 5.06),
          new Instance("gmm_d32_K25", 3, 12.3),
          new Instance("ba1_n49_m7776_p31843", 8, 4.0),
          new Instance("ba5_n257_m65132_p225911", 8, 28.7),
          new Instance("lstm_l2_c1024", 3, 7.5),
          new Instance("hand_simple_hand1_t26_c100", 10, Double.NaN),
          new Instance("hand_simple_hand5_t26_c800", 10, Double.NaN),
          new Instance("hand_complicated_hand1_t26_c100", 10, Double.NaN),
          new Instance("hand_complicated_hand5_t26_c800", 10, Double.NaN));

  static List<Result> run(Contest contest) {
    List<Result> results = new ArrayList<>();
    double logs = 0;
    int compared = 0;
    for (Instance i : INSTANCES) {
      String id = "ADBENCH/" + i.name;
      double objective = one(contest, id + "/objective");
      double derivative = one(contest, id + "/derivative");
      boolean known = !Double.isNaN(i.cpp);
      results.add(line(id, "objective", "ms", objective, Map.of(), Goal.NONE));
      Map<String, Double> peers = known ? Map.of(CPP, i.cpp) : Map.of();
      results.add(line(id, "derivative", "ms", derivative, peers, Goal.NONE));
      Goal goal = Goal.value(i.most);
      results.add(line(id, "derivative ÷ objective", "×", derivative / objective, Map.of(), goal));
      if (known) {
        logs += Math.log(derivative / i.cpp);
        compared++;
      }
    }
    double mean = Math.exp(logs / compared);
    Goal goal = Goal.value(0.7);
    results.add(line("ADBENCH", "derivative ÷ C++, geometric mean", "×", mean, Map.of(), goal));
    return results;
  }

  private static double one(Contest contest, String task) {
    return contest.one(new Entrant(Launch.gradus(1), task), SAMPLE_SECONDS);
  }

  private static Result line(
      String id, String metric, String unit, double x, Map<String, Double> peers, Goal goal) {
    return new Result(id, metric, unit, false, 1, x, peers, goal);
  }
}
