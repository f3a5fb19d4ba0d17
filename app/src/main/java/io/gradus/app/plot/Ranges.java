package io.gradus.app.plot;

import java.util.Arrays;
import java.util.stream.DoubleStream;

/// What the axes of a chart show: all values of its marks, with a little room.
final class Ranges {
  private static final double ROOM = 0.05;
  private static final double LARGEST = 1e307; // beyond, lengths are no numbers

  private Ranges() {}

  static Range x(Chart chart) {
    return of(
        chart.x(),
        chart.marks().stream().flatMapToDouble(Ranges::x).toArray(),
        chart.marks().stream().anyMatch(Mark.Points.class::isInstance));
  }

  static Range y(Chart chart) {
    return of(
        chart.y(),
        chart.marks().stream().flatMapToDouble(Ranges::y).toArray(),
        chart.marks().stream().noneMatch(Mark.Contours.class::isInstance));
  }

  private static Range of(Axis axis, double[] values, boolean room) {
    if (axis.range().isPresent()) {
      return axis.range().get();
    }
    double[] places =
        Arrays.stream(values)
            .map(axis.scale()::forward)
            .filter(v -> Math.abs(v) < LARGEST)
            .toArray();
    Range range = axis.robust() ? Range.robust(places) : Range.of(places);
    boolean fromZero = axis.scale() == Scale.LINEAR && range.low() == 0;
    if (range.length() <= 1e-9 * Math.abs(range.high())) {
      double half =
          axis.scale() == Scale.LOG ? 0.3 : range.high() == 0 ? 1 : Math.abs(range.high()) / 2;
      range = new Range(range.low() - half, range.high() + half);
    } else if (room) {
      Range wider = range.wider(ROOM);
      range = fromZero ? new Range(0, wider.high()) : wider;
    }
    return new Range(axis.scale().backward(range.low()), axis.scale().backward(range.high()));
  }

  private static DoubleStream x(Mark mark) {
    return switch (mark) {
      case Mark.Line m -> Arrays.stream(m.x());
      case Mark.Points m -> Arrays.stream(m.x());
      case Mark.Bars m -> {
        double half = Plot.spacing(m.x()) / 2;
        yield Arrays.stream(m.x()).flatMap(x -> DoubleStream.of(x - half, x + half));
      }
      case Mark.Cells m -> DoubleStream.of(-0.5, m.shades()[0].length - 0.5);
      case Mark.Heat m -> Arrays.stream(m.edges());
      case Mark.Contours m -> Arrays.stream(m.x());
      case Mark.Patches m -> m.x().stream().flatMapToDouble(Arrays::stream);
    };
  }

  private static DoubleStream y(Mark mark) {
    return switch (mark) {
      case Mark.Line m -> Arrays.stream(m.y());
      case Mark.Points m -> Arrays.stream(m.y());
      case Mark.Bars m -> DoubleStream.concat(DoubleStream.of(0), Arrays.stream(m.heights()));
      case Mark.Cells m -> DoubleStream.of(-0.5, m.shades().length - 0.5);
      case Mark.Heat m -> DoubleStream.of(-0.5, m.values().length - 0.5);
      case Mark.Contours m -> Arrays.stream(m.y());
      case Mark.Patches m -> m.y().stream().flatMapToDouble(Arrays::stream);
    };
  }
}
