package io.gradus.app.report;

import io.gradus.app.plot.Axis;
import io.gradus.app.plot.Chart;
import io.gradus.app.plot.Figure;
import io.gradus.app.plot.Ink;
import io.gradus.app.plot.Mark;
import io.gradus.app.plot.Numbers;
import io.gradus.app.plot.Range;
import io.gradus.nn.train.Confusion;
import io.gradus.nn.train.Evaluation;
import io.gradus.nn.train.Reliability;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/// Pictures and tables of how good predictions are.
final class Quality {
  private static final int MOST_POINTS = 2000; // of a cloud
  private static final int MOST_TARGETS = 6;
  private static final double CELL = 46; // of a large confusion matrix, in units

  private Quality() {}

  /// The cards of an evaluation.
  static List<String> cards(Evaluation evaluation) {
    List<String> cards = new ArrayList<>();
    switch (evaluation.details()) {
      case Evaluation.Classes c -> {
        cards.add(confusion(c.confusion()));
        cards.add(Html.card(reliability("confidence", "accuracy", c.reliability())));
        cards.add(table("Classes", evaluation));
      }
      case Evaluation.Labels l -> {
        cards.add(Html.card(reliability("probability", "frequency", l.reliability())));
        cards.add(table("Labels", evaluation));
      }
      case Evaluation.Values v -> {
        List<String> names = List.copyOf(evaluation.outputs().keySet());
        for (int j = 0; j < Math.min(names.size(), MOST_TARGETS); j++) {
          cards.add(Html.card(cloud(names.get(j), v.truth()[j], v.predicted()[j])));
          cards.add(Html.card(errors(names.get(j), v.truth()[j], v.predicted()[j])));
        }
        if (names.size() > 1) {
          cards.add(table("Targets", evaluation));
        }
      }
    }
    return cards;
  }

  private static String confusion(Confusion confusion) {
    int k = confusion.names().size();
    double[][] shades = new double[k][k];
    String[][] texts = new String[k][k];
    for (int t = 0; t < k; t++) {
      for (int a = 0; a < k; a++) {
        int support = confusion.support(t);
        shades[t][a] = support == 0 ? 0 : (double) confusion.counts()[t][a] / support;
        texts[t][a] = Integer.toString(confusion.counts()[t][a]);
      }
    }
    Chart chart =
        Chart.of(
                "Confusion matrix",
                Axis.categories("answer", confusion.names()),
                Axis.categories("true", confusion.names()))
            .with(new Mark.Cells(shades, texts));
    double side = Math.max(0, k - 6) * CELL;
    return Html.card("", Figure.of(chart).sized(400 + side / 2, 290 + side / 2).draw());
  }

  private static Chart reliability(String x, String y, Reliability reliability) {
    double[] said = reliability.bins().stream().mapToDouble(Reliability.Bin::probability).toArray();
    double[] right = reliability.bins().stream().mapToDouble(Reliability.Bin::frequency).toArray();
    return Chart.of(
            "Calibration, expected error " + Numbers.text(reliability.error()),
            Axis.linear(x).from(0, 1),
            Axis.linear(y).from(0, 1))
        .with(shares(reliability))
        .with(diagonal(new Range(0, 1)))
        .with(Mark.line(y, said, right).dot());
  }

  /// How the rows are distributed over the bins, which says how far each can be trusted.
  private static Mark shares(Reliability reliability) {
    int n = Reliability.BINS;
    double[] middles = IntStream.range(0, n).mapToDouble(b -> (b + 0.5) / n).toArray();
    double[] shares = new double[n];
    double rows = reliability.bins().stream().mapToInt(Reliability.Bin::rows).sum();
    reliability
        .bins()
        .forEach(bin -> shares[Math.min(n - 1, (int) (bin.probability() * n))] = bin.rows() / rows);
    return new Mark.Bars("share of rows", Optional.of(Ink.GRID), middles, shares);
  }

  private static Chart cloud(String name, double[] truth, double[] predicted) {
    int all = truth.length;
    int[] rows = spread(all, MOST_POINTS);
    int n = rows.length;
    return Chart.of(
            name + ": predicted against true",
            Axis.linear(
                n < all
                    ? "true (" + Numbers.count(n) + " of " + Numbers.count(all) + " rows)"
                    : "true"),
            Axis.linear("predicted"))
        .with(diagonal(Range.of(truth).and(Range.of(predicted))))
        .with(Mark.points("", pick(truth, rows), pick(predicted, rows)));
  }

  private static Chart errors(String name, double[] truth, double[] predicted) {
    double[] errors =
        IntStream.range(0, truth.length).mapToDouble(i -> predicted[i] - truth[i]).toArray();
    Histogram bins = Histogram.over(Range.robust(errors));
    return Chart.of(name + ": errors", Axis.linear("predicted − true"), Axis.linear("share"))
        .with(Mark.bars("", bins.middles(), bins.shares(errors)));
  }

  private static Mark diagonal(Range range) {
    double[] ends = {range.low(), range.high()};
    return Mark.line("", ends, ends).in(Ink.MUTED).dash();
  }

  /// At most so many of the numbers 0 … all − 1, at equal distances.
  static int[] spread(int all, int most) {
    int n = Math.min(all, most);
    return IntStream.range(0, n).map(i -> (int) ((long) i * all / n)).toArray();
  }

  private static double[] pick(double[] values, int[] rows) {
    return Arrays.stream(rows).mapToDouble(i -> values[i]).toArray();
  }

  private static String table(String title, Evaluation evaluation) {
    List<String> head = new ArrayList<>(List.of(""));
    head.addAll(evaluation.outputs().values().iterator().next().keySet());
    List<List<String>> rows = new ArrayList<>();
    evaluation
        .outputs()
        .forEach((name, numbers) -> {
          List<String> row = new ArrayList<>(List.of(name));
          numbers.forEach(
              (metric, v) -> row.add(metric.equals("rows") ? Numbers.count(v) : Numbers.cell(v)));
          rows.add(row);
        });
    return Html.card("wide", Html.table(title, "numbers", head, rows));
  }
}
