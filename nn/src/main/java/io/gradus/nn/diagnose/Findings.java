package io.gradus.nn.diagnose;

import io.gradus.nn.io.Json;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// What rules have found so far, and how they say it.
final class Findings {
  private final List<Finding> causes = new ArrayList<>();
  private final Map<Symptom, String> symptoms = new LinkedHashMap<>();
  private final List<String> notes = new ArrayList<>();

  /// A cause.
  ///
  /// @param evidence names and numbers in turn
  void cause(
      Cause cause,
      String rule,
      double strength,
      long step,
      String where,
      Fix fix,
      String source,
      String sentence,
      Object... evidence) {
    Map<String, Object> numbers = new LinkedHashMap<>();
    for (int i = 0; i < evidence.length; i += 2) {
      Object value = evidence[i + 1];
      numbers.put(
          (String) evidence[i], value instanceof Double d ? Json.number(d.doubleValue()) : value);
    }
    causes.add(new Finding(cause, rule, strength, step, where, sentence, numbers, fix, source));
  }

  /// Something seen, whatever its cause.
  void symptom(Symptom symptom, String sentence) {
    symptoms.putIfAbsent(symptom, sentence);
  }

  /// Something to know that is no fault.
  void note(String sentence) {
    notes.add(sentence);
  }

  /// True if a cause was found with at least this strength.
  boolean has(Cause cause, double strength) {
    return causes.stream().anyMatch(f -> f.cause() == cause && f.strength() >= strength);
  }

  /// True if a rule has found something.
  boolean hasRule(String rule) {
    return causes.stream().anyMatch(f -> f.rule().equals(rule));
  }

  List<Finding> causes() {
    return causes;
  }

  Map<Symptom, String> symptoms() {
    return symptoms;
  }

  List<String> notes() {
    return notes;
  }

  /// A number with three digits; whole numbers up to a hundred thousand with all of them.
  static String text(double x) {
    if (!Double.isFinite(x)) {
      return Double.isNaN(x) ? "NaN" : x > 0 ? "∞" : "−∞";
    }
    boolean whole = x == Math.rint(x) && Math.abs(x) < 1e5;
    double rounded = whole ? x : new BigDecimal(x).round(new MathContext(3)).doubleValue();
    return String.valueOf(rounded).replaceAll("\\.0(?=$|E)", "").replace("E", "e");
  }

  /// A share in percent, without a sign before 0.
  static String percent(double share) {
    return String.format(Locale.ROOT, "%.0f %%", Math.rint(100 * share) + 0.0);
  }
}
