package io.gradus.app.plot;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.DoubleFunction;
import java.util.stream.IntStream;

/// The marked values of an axis.
///
/// Linear axes are marked at multiples of 1, 2 or 5 times a power of ten, logarithmic ones at
/// powers of ten, with marks without names between them; a logarithmic axis that has less than two
/// powers of ten on it is marked at 1, 2 and 5 times a power, or as a linear one.
///
/// @param values the marked values, ascending
/// @param labels a name for each
/// @param minor the values of marks without names
record Ticks(List<Double> values, List<String> labels, List<Double> minor) {
  private static final double[] STEPS = {1, 2, 5, 10};
  private static final int PLAIN = 4; // powers of ten written as digits, upwards and downwards
  private static final int CROWD = 10; // powers of ten from name to name that are not marked each
  private static final int POWER = 6; // characters of a number with a power of ten
  private static final double SLACK = 1e-9; // of a step, for ends that are marks themselves

  /// The marks of an axis.
  ///
  /// @param range its ends
  /// @param most about how many marks with names there is room for
  static Ticks of(Axis axis, Range range, int most) {
    if (!axis.categories().isEmpty()) {
      int n = axis.categories().size();
      return new Ticks(
          IntStream.range(0, n).mapToObj(i -> (double) i).toList(), axis.categories(), List.of());
    }
    return switch (axis.scale()) {
      case LINEAR -> linear(range, most, axis.whole());
      case LOG -> logarithmic(range, most);
    };
  }

  private static Ticks linear(Range range, int most, boolean whole) {
    double step = step(range.length() / Math.max(1, most));
    step = whole ? Math.max(1, step) : step;
    double slack = SLACK * step;
    List<Double> values = new ArrayList<>();
    for (double k = Math.ceil((range.low() - slack) / step);
        k * step <= range.high() + slack && values.size() <= 2 * most;
        k++) {
      values.add(k * step + 0.0); // no −0
    }
    double largest = Math.max(Math.abs(range.low()), Math.abs(range.high()));
    return new Ticks(values, labels(values, multiples(step, largest)), List.of());
  }

  /// The least of 1, 2, 5 times a power of ten that is not below.
  private static double step(double least) {
    double power = Math.pow(10, Math.floor(Math.log10(least)));
    for (double s : STEPS) {
      if (s * power >= least * (1 - SLACK)) {
        return s * power;
      }
    }
    return 10 * power;
  }

  private static Ticks logarithmic(Range range, int most) {
    int low = (int) Math.ceil(Math.log10(range.low()) - SLACK);
    int high = (int) Math.floor(Math.log10(range.high()) + SLACK);
    int decades = high - low + 1;
    if (decades < 2) {
      return within(range, low - 1, most);
    }
    int least = Math.max(1, Math.ceilDiv(decades - 1, Math.max(1, most)));
    int every = least < CROWD ? least : (int) step(least);
    List<Double> values = new ArrayList<>();
    List<String> labels = new ArrayList<>();
    List<Double> minor = new ArrayList<>();
    for (int k = low - 1; k <= high; k++) {
      double power = Math.pow(10, k);
      if (k >= low && Math.floorMod(k, every) == 0) {
        values.add(power);
        labels.add(power(k));
      } else if (k >= low && every < CROWD) {
        minor.add(power);
      }
      for (int digit = 2; every == 1 && digit < 10; digit++) {
        if (digit * power >= range.low() && digit * power <= range.high()) {
          minor.add(digit * power);
        }
      }
    }
    return new Ticks(values, labels, minor);
  }

  private static Ticks within(Range range, int low, int most) {
    List<Double> values = new ArrayList<>();
    for (int k = low; k <= low + 2; k++) {
      for (int digit : new int[] {1, 2, 5}) {
        double value = digit * Math.pow(10, k);
        if (value >= range.low() && value <= range.high()) {
          values.add(value);
        }
      }
    }
    return values.size() < 3
        ? linear(range, most, false)
        : new Ticks(values, labels(values, Numbers::text), List.of());
  }

  private static List<String> labels(List<Double> values, DoubleFunction<String> text) {
    return values.stream().map(text::apply).toList();
  }

  private static String power(int k) {
    return Math.abs(k) <= PLAIN ? Numbers.text(Math.pow(10, k)) : "10" + Numbers.superscript(k);
  }

  /// How multiples of a step are written: with as many digits as the step needs, and with a power
  /// of ten if they are very large, and shorter that way, or very small.
  private static DoubleFunction<String> multiples(double step, double largest) {
    int digits = (int) Math.floor(Math.log10(step) + SLACK); // of the step's one digit
    int most = (int) Math.floor(Math.log10(largest));
    boolean shorter = Math.max(0, most - digits) + POWER <= most + 1 + Math.max(0, -digits);
    int power = largest >= 1e6 && shorter || largest < 1e-3 ? most : 0;
    int decimals = Math.max(0, power - digits);
    return v -> {
      if (v == 0 && power != 0) {
        return "0";
      }
      String text = String.format(Locale.ROOT, "%." + decimals + "f", v / Math.pow(10, power));
      return Numbers.minus(text) + (power == 0 ? "" : "×10" + Numbers.superscript(power));
    };
  }
}
