package io.gradus.nn.diagnose;

import static io.gradus.nn.diagnose.Findings.text;

import io.gradus.nn.diagnose.Probes.Answer;
import io.gradus.nn.io.Json;
import io.gradus.nn.optim.FirstOrder;
import io.gradus.nn.train.Parts;
import io.gradus.nn.train.Rehearsal;
import io.gradus.nn.train.Spec;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Short trainings from the same start with constant learning rates, two to a decade: five decades
/// around the one that was chosen, and more where those are all too low or all too high.
///
/// @param chosen the rate of the spec, which may be negative
/// @param before the loss at the start
/// @param points the rates tried, in rising order
public record RateSweep(double chosen, double before, List<Point> points) {
  private static final int STEPS = 50;
  private static final int HALF_DECADES = 10;
  private static final int FURTHER = 20; // half decades on a side, until it is too low or too high
  private static final double MOVES = 0.01; // share of the loss

  /// A training.
  ///
  /// @param rate its learning rate, positive
  /// @param loss the loss at its end; ∞ if it was lost
  public record Point(double rate, double loss) {}

  /// Copies the points.
  public RateSweep {
    points = List.copyOf(points);
  }

  /// Tries the rates; empty if the optimizer has none.
  ///
  /// @param parts the examples; all training rows count for the loss
  public static Optional<RateSweep> of(Spec spec, Parts parts) {
    if (!(spec.optimizer() instanceof FirstOrder f) || f.lr() == 0) {
      return Optional.empty();
    }
    Spec constant = spec.with("schedule", null).with("log.layers", false);
    double before = new Rehearsal(constant, parts).evaluate(parts.train()).get("loss");
    Deque<Point> points = new ArrayDeque<>();
    for (int k = -HALF_DECADES / 2; k <= HALF_DECADES / 2; k++) {
      points.addLast(point(constant, parts, f, k));
    }
    for (int k = 1; k <= FURTHER && !(points.getFirst().loss <= before); k++) {
      points.addFirst(point(constant, parts, f, -HALF_DECADES / 2 - k));
    }
    for (int k = 1; k <= FURTHER && points.getLast().loss <= before; k++) {
      points.addLast(point(constant, parts, f, HALF_DECADES / 2 + k));
    }
    return Optional.of(new RateSweep(f.lr(), before, List.copyOf(points)));
  }

  /// A training at a rate some half decades above that of the spec.
  private static Point point(Spec spec, Parts parts, FirstOrder chosen, int halfDecades) {
    double rate = Math.abs(chosen.lr()) * Math.pow(10, halfDecades / 2.0);
    Rehearsal r = new Rehearsal(spec.with(path(spec), rate), parts);
    boolean finite = r.steps(STEPS).stream().allMatch(Double::isFinite);
    double loss = finite ? r.evaluate(parts.train()).get("loss") : Double.NaN;
    return new Point(rate, Double.isNaN(loss) ? Double.POSITIVE_INFINITY : loss);
  }

  /// The path of the learning rate in a spec.
  static String path(Spec spec) {
    Map<?, ?> optimizer = (Map<?, ?>) spec.toTree().get("optimizer");
    return "optimizer." + optimizer.keySet().iterator().next() + ".lr";
  }

  /// The training with the least loss, if it lowered the loss by 1 % at least.
  public Optional<Point> best() {
    return points.stream().filter(this::moves).min(Comparator.comparingDouble(Point::loss));
  }

  /// The greatest rate that lowers the loss by 1 % at least.
  public Optional<Point> largest() {
    return points.reversed().stream().filter(this::moves).findFirst();
  }

  /// The least rate that lowers the loss by 1 % at least.
  public Optional<Point> smallest() {
    return points.stream().filter(this::moves).findFirst();
  }

  private boolean moves(Point p) {
    return before - p.loss >= MOVES * Math.abs(before);
  }

  /// Whether the chosen rate is one of those that lower the loss.
  Answer answer() {
    Map<String, Object> numbers = new LinkedHashMap<>();
    numbers.put("rate", chosen);
    numbers.put("before", Json.number(before));
    numbers.put("rates", points.stream().map(Point::rate).toList());
    numbers.put("losses", points.stream().map(p -> Json.number(p.loss)).toList());
    if (best().isEmpty()) {
      String sentence =
          "In %d steps no learning rate from %s to %s lowers the loss of %s by 1 %%: it is not the rate that is wrong."
              .formatted(
                  STEPS, text(points.getFirst().rate), text(points.getLast().rate), text(before));
      return new Answer("P7", false, sentence, numbers);
    }
    Point best = best().get();
    double least = smallest().orElseThrow().rate;
    double most = largest().orElseThrow().rate;
    numbers.put("best", best.rate);
    numbers.put("smallest", least);
    numbers.put("largest", most);
    boolean low = chosen < 0.999 * least;
    boolean high = chosen > 1.001 * most;
    String sentence =
        "In %d steps learning rates from %s to %s lower the loss of %s by at least 1 %%, that of %s most, to %s; the one chosen is %s%s."
            .formatted(
                STEPS,
                text(least),
                text(most),
                text(before),
                text(best.rate),
                text(best.loss),
                text(chosen),
                low || high
                    ? ", which is %s; use %s"
                        .formatted(
                            chosen < 0 ? "upward" : low ? "too low" : "too high", text(best.rate))
                    : "");
    return new Answer("P7", !low && !high, sentence, numbers);
  }
}
