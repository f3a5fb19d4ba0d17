package io.gradus.app.report;

import io.gradus.app.plot.Axis;
import io.gradus.app.plot.Chart;
import io.gradus.app.plot.Drawing;
import io.gradus.app.plot.Figure;
import io.gradus.app.plot.Ink;
import io.gradus.app.plot.Mark;
import io.gradus.app.plot.Scale;
import io.gradus.app.plot.Shades;
import io.gradus.app.plot.Shades.Stretch;
import io.gradus.nn.diagnose.Recording;
import io.gradus.nn.diagnose.Recording.Look;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The inside of a training in one picture: layers from top to bottom, steps from left to right on
/// a logarithmic axis. Colors have fixed scales, so that pictures of trainings can be compared.
final class Strip {
  private static final int COLUMNS = 40;
  private static final double WIDTH = 560;
  private static final double ROW = 20; // the height of a layer
  private static final double TALL = 300; // of all layers together
  private static final double AROUND = 78; // title and axis

  private static final Shades GRADIENT = Shades.of("", Scale.LOG, 1e-8, 1e2, Ink.BLUE);
  private static final Shades UPDATE =
      new Shades(
          "",
          Scale.LOG,
          List.of(
              new Stretch(1e-8, 1e-4, Ink.BLUE, 1, 0.3),
              new Stretch(1e-4, 1e-1, Ink.GREEN, 0.35, 0.35),
              new Stretch(1e-1, 1e2, Ink.ORANGE, 0.4, 1)));
  private static final Shades FLAT = Shades.of("", Scale.LINEAR, 0, 1, Ink.PURPLE);

  private final List<Look> looks;
  private final List<String> layers;

  private Strip(Recording recording) {
    this.looks = spread(recording.looks());
    Set<String> names = new LinkedHashSet<>();
    looks.forEach(look -> names.addAll(look.layers().keySet()));
    this.layers = List.copyOf(names);
  }

  /// The parts of the picture; none if nothing was recorded.
  static List<Drawing> of(Recording recording) {
    Strip strip = new Strip(recording);
    return strip.looks.isEmpty()
        ? List.of()
        : List.of(
            strip.part("Norm of the gradient", "gradientNorm", GRADIENT),
            strip.part("Step relative to weights, healthy in green", "updateRatio", UPDATE),
            strip.part("How much outputs differ from row to row", "rowStd", GRADIENT),
            strip.part("Share of outputs where the slope is 0", "flat", FLAT));
  }

  /// So many looks as there are columns, at about equal ratios; the last one is among them.
  private static List<Look> spread(List<Look> all) {
    List<Look> some = new ArrayList<>();
    double ratio = all.isEmpty() ? 1 : Math.pow(all.getLast().step(), 1.0 / COLUMNS);
    for (Look look : all.reversed()) {
      if (some.isEmpty() || look.step() * ratio <= some.getFirst().step()) {
        some.addFirst(look);
      }
    }
    return some;
  }

  private Drawing part(String title, String number, Shades shades) {
    double[] edges = new double[looks.size() + 1];
    edges[0] = looks.getFirst().step();
    for (int i = 1; i < looks.size(); i++) {
      edges[i] = looks.get(i).step();
    }
    edges[looks.size()] = looks.getLast().step() * (looks.size() > 1 ? lastRatio() : 2);
    String[] names = looks.stream().map(look -> "step " + look.step()).toArray(String[]::new);
    double[][] values = new double[layers.size()][looks.size()];
    for (int r = 0; r < values.length; r++) {
      for (int c = 0; c < looks.size(); c++) {
        values[r][c] = value(looks.get(c), layers.get(r), number);
      }
    }
    Axis steps = Axis.log("step").from(edges[0], edges[looks.size()]);
    double high = Math.min(ROW * layers.size(), TALL);
    Chart chart =
        Chart.of(title, steps, Axis.categories("", layers.stream().map(Strip::words).toList()))
            .with(new Mark.Heat(edges, names, values, shades));
    return Figure.of(chart).sized(WIDTH, AROUND + high).draw();
  }

  private double lastRatio() {
    int n = looks.size();
    return (double) looks.get(n - 1).step() / looks.get(n - 2).step();
  }

  /// NaN where there is no such number, an infinity where it is not finite.
  private static double value(Look look, String layer, String number) {
    boolean seen = look.layers().getOrDefault(layer, Map.of()).containsKey(number);
    double value = look.of(layer, number);
    return seen && !Double.isFinite(value) ? Double.POSITIVE_INFINITY : value;
  }

  /// `0.dense` as `0 dense`.
  private static String words(String layer) {
    return layer.replace('.', ' ');
  }
}
