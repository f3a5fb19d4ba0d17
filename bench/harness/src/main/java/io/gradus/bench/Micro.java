package io.gradus.bench;

import io.gradus.bench.Contest.Entrant;
import io.gradus.bench.Result.Goal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Inference, matrix products, elementary functions.
final class Micro {
  private static final int[] SIZES = {192, 384, 768, 1536};

  private Micro() {}

  static List<Result> inference(int threads, Contest contest) {
    List<Result> results = new ArrayList<>();
    for (int rows : new int[] {1, 256}) {
      String task = "INFER/" + rows;
      List<Entrant> entrants = new ArrayList<>();
      entrants.add(new Entrant(Launch.gradus(threads), task));
      entrants.addAll(Entrant.of(Launch.onnxRuntime(threads), task));
      Map<String, Double> calls = contest.run(entrants);
      if (rows == 1) {
        Map<String, Double> micros = new LinkedHashMap<>();
        calls.forEach((name, x) -> micros.put(name, 1e6 / x));
        double gradus = micros.getOrDefault(Launch.GRADUS, Double.NaN);
        micros.remove(Launch.GRADUS);
        results.add(
            new Result(task, "latency", "µs", false, threads, gradus, micros, Goal.ratio(1.5)));
      } else {
        Map<String, Double> rate = Result.scaled(calls, rows);
        results.add(Result.of(task, "inference", "rows/s", threads, rate, Goal.ratio(1)));
      }
    }
    return results;
  }

  static List<Result> products(int threads, Contest contest, Options options) {
    List<Result> results = new ArrayList<>();
    for (int n : SIZES) {
      String task = "MATMUL/" + n;
      List<Entrant> entrants = new ArrayList<>();
      entrants.add(new Entrant(Launch.gradus(threads), task));
      entrants.addAll(Entrant.of(Launch.openBlas(threads, options.openBlas()), task));
      entrants.add(new Entrant(Launch.plain(Launch.PEAK, threads), "PEAK"));
      Map<String, Double> flops = contest.run(entrants);
      Double peak = flops.remove(Launch.PEAK);
      results.add(Result.of(task, "product", "GFLOP/s", threads, flops, Goal.NONE));
      if (peak != null) {
        Map<String, Double> share = Result.scaled(flops, 100 / peak);
        results.add(Result.of(task, "share of FMA peak", "%", threads, share, Goal.NONE));
      }
    }
    return results;
  }

  static List<Result> maths(Contest contest) {
    List<Result> results = new ArrayList<>();
    for (String f : List.of("exp", "log", "tanh", "sin")) {
      Map<String, Double> rates =
          contest.run(
              List.of(
                  new Entrant(Launch.gradus(1), "MATHS/" + f),
                  new Entrant(Launch.plain(Launch.MATH, 1), "MATH/" + f),
                  new Entrant(Launch.plain(Launch.VECTOR, 1), "VECTOR/" + f)));
      results.add(Result.of("MATHS/" + f, "elementwise", "Gelem/s", 1, rates, Goal.NONE));
    }
    return results;
  }
}
