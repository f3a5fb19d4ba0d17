package io.gradus.nn.train;

import io.gradus.nn.UserException;
import io.gradus.nn.data.Dataset;
import io.gradus.nn.io.Json;
import io.gradus.nn.optim.FirstOrder;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/// The learning-rate range test: a short training in which the rate rises exponentially from step
/// to step, and what the loss did meanwhile.
///
/// Source: Smith 2017, "Cyclical learning rates for training neural networks", section 3.3.
///
/// @param points the steps up to where the loss rises beyond all measure
/// @param suggested the rate at which the loss falls most steeply; empty if it never falls
public record RateRange(List<Point> points, Optional<Double> suggested) {
  private static final int USUAL_STEPS = 300;
  private static final double BELOW = 1e-4; // where the rates begin, as a factor of the usual one
  private static final double ABOVE = 1e3; // where they end
  private static final double STAYS = 0.95; // the share of the running mean
  private static final double BEYOND = 4; // times the least loss ends the test

  /// A step.
  ///
  /// @param rate its learning rate
  /// @param loss the loss of its rows before it
  /// @param mean the running mean of the losses
  public record Point(double rate, double loss, double mean) {}

  public RateRange {
    points = List.copyOf(points);
  }

  /// Tries the rates from a ten-thousandth of that of the spec up to a thousand times as much; as
  /// many steps as the spec says, 300 if it says nothing.
  ///
  /// @throws UserException if the optimizer has no learning rate
  public static RateRange of(Spec spec, Dataset train) {
    if (!(spec.optimizer() instanceof FirstOrder optimizer)) {
      throw new UserException("the optimizer finds the length of its steps itself");
    }
    int steps = spec.steps().orElse(USUAL_STEPS);
    double from = optimizer.lr() * BELOW;
    double growth = Math.pow(ABOVE / BELOW, 1.0 / Math.max(1, steps - 1));
    double perEpoch = Math.pow(growth, Setup.of(spec, train).stepsPerEpoch());
    Spec rising =
        spec.with("optimizer." + name(spec) + ".lr", from)
            .with("schedule", List.of(Map.of("exponential", perEpoch)));
    Rehearsal training = new Rehearsal(rising, Parts.of(train));

    List<Point> points = new ArrayList<>();
    double sum = 0;
    double least = Double.POSITIVE_INFINITY;
    for (int step = 0; step < steps; step++) {
      double loss = training.step();
      sum = STAYS * sum + (1 - STAYS) * loss;
      double mean = sum / (1 - Math.pow(STAYS, step + 1));
      if (!(mean <= BEYOND * least)) {
        break;
      }
      least = Math.min(least, mean);
      points.add(new Point(from * Math.pow(growth, step), loss, mean));
    }
    return new RateRange(points, steepest(points));
  }

  private static String name(Spec spec) {
    return ((Map<?, ?>) spec.toTree().get("optimizer")).keySet().iterator().next().toString();
  }

  /// The rate in the middle of the steepest fall of the mean over a tenth of the points; what falls
  /// after the mean was least has only been thrown up before.
  private static Optional<Double> steepest(List<Point> points) {
    int width = Math.max(1, points.size() / 10);
    int least =
        IntStream.range(0, points.size())
            .boxed()
            .min(Comparator.comparingDouble(i -> points.get(i).mean))
            .orElse(0);
    return IntStream.rangeClosed(width, least)
        .boxed()
        .max(Comparator.comparingDouble(i -> points.get(i - width).mean - points.get(i).mean))
        .filter(i -> points.get(i - width).mean > points.get(i).mean)
        .map(i -> points.get(i - width / 2).rate);
  }

  /// The test as a tree that JSON can hold.
  public Map<String, Object> toTree() {
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("suggested", suggested.<Object>map(Json::number).orElse(null));
    tree.put("rates", points.stream().map(Point::rate).toList());
    tree.put("losses", points.stream().map(Point::loss).toList());
    tree.put("means", points.stream().map(Point::mean).toList());
    return tree;
  }
}
