package io.gradus.bench;

import io.gradus.nn.io.Json;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/// One line of the table.
///
/// @param id the workload
/// @param metric what is measured
/// @param unit its unit
/// @param higherIsBetter or lower
/// @param threads the threads that each side may use
/// @param gradus the figure of Gradus; NaN if there is none
/// @param peers the figures of the others
/// @param goal what Gradus is meant to reach
record Result(
    String id,
    String metric,
    String unit,
    boolean higherIsBetter,
    int threads,
    double gradus,
    Map<String, Double> peers,
    Goal goal) {
  /// A bound.
  ///
  /// @param of what it bounds: the ratio, or the value itself
  /// @param bound the least ratio; the least value, or the greatest one if lower is better
  record Goal(Of of, double bound) {
    static final Goal NONE = new Goal(Of.NOTHING, 0);

    /// What is bounded.
    enum Of {
      RATIO,
      VALUE,
      NOTHING
    }

    static Goal ratio(double bound) {
      return new Goal(Of.RATIO, bound);
    }

    static Goal value(double bound) {
      return new Goal(Of.VALUE, bound);
    }
  }

  /// The figures of one contest as a line, everyone but Gradus being a peer.
  static Result of(
      String id, String metric, String unit, int threads, Map<String, Double> figures, Goal goal) {
    Map<String, Double> peers = new LinkedHashMap<>(figures);
    Double gradus = peers.remove(Launch.GRADUS);
    peers.remove(Launch.PEAK);
    return new Result(
        id, metric, unit, true, threads, gradus == null ? Double.NaN : gradus, peers, goal);
  }

  /// Every figure divided by a number.
  static Map<String, Double> scaled(Map<String, Double> figures, double factor) {
    Map<String, Double> out = new LinkedHashMap<>();
    figures.forEach((name, x) -> out.put(name, x * factor));
    return out;
  }

  /// The name of the best peer, or `null`.
  String best() {
    Comparator<Map.Entry<String, Double>> order = Map.Entry.comparingByValue();
    return peers.isEmpty()
        ? null
        : Collections.max(peers.entrySet(), higherIsBetter ? order : order.reversed()).getKey();
  }

  /// How many times better Gradus is than the best peer: below 1 it is worse.
  double ratio() {
    if (best() == null) {
      return Double.NaN;
    }
    double peer = peers.get(best());
    return higherIsBetter ? gradus / peer : peer / gradus;
  }

  /// Whether the goal is met; `null` if there is none or no figure to tell by.
  Boolean met() {
    double x = goal.of == Goal.Of.RATIO ? ratio() : gradus;
    if (goal.of == Goal.Of.NOTHING || Double.isNaN(x)) {
      return null;
    }
    boolean least = goal.of == Goal.Of.RATIO || higherIsBetter;
    return least ? x >= goal.bound : x <= goal.bound;
  }

  /// The goal in words.
  String goalText() {
    return switch (goal.of) {
      case NOTHING -> "";
      case RATIO -> "ratio ≥ " + number(goal.bound);
      case VALUE -> (higherIsBetter ? "≥ " : "≤ ") + number(goal.bound) + " " + unit;
    };
  }

  /// The line for programs.
  Map<String, Object> json() {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("id", id);
    map.put("metric", metric);
    map.put("unit", unit);
    map.put("higherIsBetter", higherIsBetter);
    map.put("threads", threads);
    map.put("gradus", orNull(gradus));
    Map<String, Object> others = new LinkedHashMap<>();
    peers.forEach((name, x) -> others.put(name, Json.number(x)));
    map.put("peers", others);
    map.put("best", best());
    map.put("ratio", orNull(ratio()));
    map.put("goal", goal.of == Goal.Of.NOTHING ? null : goalText());
    map.put("met", met());
    return map;
  }

  private static Object orNull(double x) {
    return Double.isFinite(x) ? x : null;
  }

  /// Three digits and more, as people write numbers.
  static String number(double x) {
    if (Double.isNaN(x)) {
      return "–";
    }
    double size = Math.abs(x);
    if (x == Math.rint(x) || size >= 1000) {
      return String.format(Locale.ROOT, "%,.0f", x);
    }
    return String.format(Locale.ROOT, size >= 100 ? "%.0f" : size >= 10 ? "%.1f" : "%.3g", x);
  }
}
