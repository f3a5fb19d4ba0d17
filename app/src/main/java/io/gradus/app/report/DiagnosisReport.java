package io.gradus.app.report;

import io.gradus.app.plot.Axis;
import io.gradus.app.plot.Chart;
import io.gradus.app.plot.Ink;
import io.gradus.app.plot.Mark;
import io.gradus.app.plot.Range;
import io.gradus.app.spec.SpecFile;
import io.gradus.nn.diagnose.Fix;
import io.gradus.nn.diagnose.Recording;
import io.gradus.nn.diagnose.Recording.Epoch;
import io.gradus.nn.diagnose.Recording.Look;
import io.gradus.nn.train.Spec;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// The page of a diagnosis: causes with their evidence, the training beside the repaired one, and
/// its inside in one picture.
public final class DiagnosisReport {
  private static final double WIDE = 10; // times the least loss: then the axis is logarithmic
  private static final double WORST = -1; // R² far below it would hide what is above

  private DiagnosisReport() {}

  /// A training and the one with a repair, on the same seed.
  ///
  /// @param fix the repair
  /// @param won true if it is proven
  /// @param before the training without it
  /// @param after the training with it
  public record Twins(Fix fix, boolean won, Recording before, Recording after) {}

  /// The page.
  ///
  /// @param subject what was diagnosed
  /// @param diagnosis the tree of the diagnosis
  /// @param spec the spec
  /// @param recording what was recorded of the training; empty without one
  /// @param twins the training with a repair, if one was tried
  public static String of(
      Path subject,
      Map<String, Object> diagnosis,
      Spec spec,
      Optional<Recording> recording,
      Optional<Twins> twins) {
    Map<String, Object> head =
        Map.of("verdict", diagnosis.get("verdict"), "verdictSentence", diagnosis.get("sentence"));
    String body =
        Html.header(subject, head, "")
            + Html.section("diagnosis", "Causes", new DiagnosisCards(diagnosis, spec).html())
            + twins.map(DiagnosisReport::twins).orElse("")
            + Html.section(
                "inside",
                "Inside of the training",
                Html.strip(recording.map(Strip::of).orElse(List.of())))
            + Html.section(
                "spec",
                "Spec",
                Html.card("wide", Html.text("pre", "", SpecFile.text(spec.toTree()))));
    return Html.page(subject, body);
  }

  private static String twins(Twins twins) {
    List<String> cards = new ArrayList<>();
    boolean same = twins.fix.values().keySet().stream().noneMatch(path -> path.startsWith("loss"));
    chart(same ? "Loss" : "Loss, each its own", twins, DiagnosisReport::losses)
        .ifPresent(cards::add);
    Stream.of("accuracy", "r2")
        .filter(metric ->
            twins.after.epochs().stream().anyMatch(e -> e.validation().containsKey(metric)))
        .findFirst()
        .flatMap(metric ->
            chart(
                "Validation " + metric,
                twins,
                r ->
                    epochs(
                        r, e -> Math.max(WORST, e.validation().getOrDefault(metric, Double.NaN)))))
        .ifPresent(cards::add);
    return Html.section(
        "twins",
        twins.won ? "As it was, and repaired" : "As it was, and with the repair that did not help",
        Html.cards(cards));
  }

  /// A curve over steps.
  private record Curve(double[] x, double[] y) {
    /// Only of what is finite.
    static Curve of(double[] x, double[] y) {
      int[] finite = IntStream.range(0, x.length).filter(i -> Double.isFinite(y[i])).toArray();
      return new Curve(
          IntStream.of(finite).mapToDouble(i -> x[i]).toArray(),
          IntStream.of(finite).mapToDouble(i -> y[i]).toArray());
    }
  }

  private static Curve losses(Recording r) {
    return r.epochs().size() > 2
        ? epochs(r, Epoch::loss)
        : Curve.of(
            r.looks().stream().mapToDouble(Look::step).toArray(),
            r.looks().stream().mapToDouble(Look::loss).toArray());
  }

  private static Curve epochs(Recording r, ToDoubleFunction<Epoch> value) {
    return Curve.of(
        r.epochs().stream().mapToDouble(Epoch::step).toArray(),
        r.epochs().stream().mapToDouble(value).toArray());
  }

  private static Optional<String> chart(
      String title, Twins twins, Function<Recording, Curve> curve) {
    Curve before = curve.apply(twins.before);
    Curve after = curve.apply(twins.after);
    Range range =
        Range.of(
            DoubleStream.concat(DoubleStream.of(before.y), DoubleStream.of(after.y)).toArray());
    boolean wide = range.low() > 0 && range.high() > WIDE * range.low();
    Chart chart = Chart.of(title, Axis.counts("step"), wide ? Axis.log("") : Axis.linear(""));
    return before.x.length + after.x.length == 0
        ? Optional.empty()
        : Optional.of(
            Html.card(
                chart
                    .with(line("as it was", before).in(Ink.ORANGE))
                    .with(line("with the repair", after).in(Ink.BLUE))));
  }

  private static Mark.Line line(String label, Curve curve) {
    String name = curve.x.length == 0 ? label + " (not finite)" : label;
    Mark.Line line = Mark.line(name, curve.x, curve.y);
    return curve.x.length < 4 ? line.dot() : line;
  }
}
