package io.gradus.nn.train;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;

/// Trainings that differ only in what is held back for the test (`data.split.folds`), in the seed
/// (`repeat`), or in both, and what their metrics have in common.
public final class Series {
  private Series() {}

  /// One of the trainings.
  ///
  /// @param name what its folder is called, such as `fold-2` or `seed-43`
  /// @param spec all that determines it; it is no series itself
  public record Member(String name, Spec spec) {}

  /// The mean of a metric over the trainings and its standard deviation s, with n − 1 in the
  /// divisor of s².
  public record Statistic(double mean, double std) {
    static Statistic of(List<Double> values) {
      int n = values.size();
      double mean = values.stream().mapToDouble(x -> x).sum() / n;
      double squares = values.stream().mapToDouble(x -> (x - mean) * (x - mean)).sum();
      return new Statistic(mean, Math.sqrt(squares / (n - 1)));
    }
  }

  /// The trainings that a spec asks for; only one, itself, if it asks for no series.
  public static List<Member> of(Spec spec) {
    Spec.Split split = spec.data().split();
    int folds = split.fold().isPresent() ? 1 : split.folds().orElse(1);
    List<Member> members = new ArrayList<>();
    for (int i = 0; i < spec.repeat(); i++) {
      for (int fold = 1; fold <= folds; fold++) {
        Spec member = spec.with("repeat", 1).with("seed", spec.seed() + i);
        List<String> name = new ArrayList<>();
        if (spec.repeat() > 1) {
          name.add("seed-" + member.seed());
        }
        if (folds > 1) {
          name.add("fold-" + fold);
          member = member.with("data.split.fold", fold);
        }
        members.add(new Member(String.join("-", name), member));
      }
    }
    return members;
  }

  /// Mean and standard deviation of all metrics, by part and name.
  public static Map<String, Map<String, Statistic>> summary(List<Result> results) {
    Map<String, Map<String, Statistic>> summary = new LinkedHashMap<>();
    summarize("train", results, Result::train, summary);
    summarize("validation", results, Result::validation, summary);
    summarize("test", results, Result::test, summary);
    return summary;
  }

  private static void summarize(
      String part,
      List<Result> results,
      Function<Result, Optional<Map<String, Double>>> of,
      Map<String, Map<String, Statistic>> summary) {
    List<Map<String, Double>> metrics =
        results.stream().flatMap(r -> of.apply(r).stream()).toList();
    if (metrics.isEmpty()) {
      return;
    }
    Map<String, Statistic> statistics = new LinkedHashMap<>();
    for (String name : metrics.getFirst().keySet()) {
      statistics.put(name, Statistic.of(metrics.stream().map(m -> m.get(name)).toList()));
    }
    summary.put(part, statistics);
  }

  /// The series as a tree that JSON can hold: the form of a [Result] with means in place of its
  /// metrics, and beside them their standard deviations and the single results.
  public static Map<String, Object> toTree(String folder, List<Result> results) {
    Map<String, Map<String, Statistic>> summary = summary(results);
    long healthy = results.stream().filter(Series::isHealthy).count();
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("run", folder);
    tree.put("epochs", results.stream().mapToInt(Result::epochs).sum());
    tree.put("steps", results.stream().mapToLong(Result::steps).sum());
    tree.put("seconds", results.stream().mapToDouble(Result::seconds).sum());
    summary.forEach((part, metrics) -> tree.put(part, map(metrics, Statistic::mean)));
    tree.put("std", map(summary, metrics -> map(metrics, Statistic::std)));
    tree.put("runs", results.stream().map(Result::toTree).toList());
    tree.put("verdict", healthy == results.size() ? "healthy" : "undecided");
    tree.put("verdictSentence", verdict(results));
    return tree;
  }

  /// How many of the trainings are healthy, in a sentence.
  public static String verdict(List<Result> results) {
    List<Integer> others =
        IntStream.range(0, results.size())
            .filter(i -> !isHealthy(results.get(i)))
            .mapToObj(i -> i + 1)
            .toList();
    return others.isEmpty()
        ? "All " + results.size() + " runs are better than a constant answer."
        : "Of "
            + results.size()
            + " runs, these are not clearly better than a constant answer: "
            + String.join(", ", others.stream().map(String::valueOf).toList())
            + ".";
  }

  private static boolean isHealthy(Result result) {
    return result.verdict().map(Verdict::healthy).orElse(false);
  }

  private static <A, B> Map<String, B> map(Map<String, A> map, Function<A, B> f) {
    Map<String, B> mapped = new LinkedHashMap<>();
    map.forEach((key, value) -> mapped.put(key, f.apply(value)));
    return mapped;
  }
}
