package io.gradus.nn.diagnose;

import static io.gradus.nn.diagnose.Findings.percent;
import static io.gradus.nn.diagnose.Findings.text;

import io.gradus.array.Array;
import io.gradus.nn.Inference;
import io.gradus.nn.data.Dataset;
import io.gradus.nn.data.Task;
import io.gradus.nn.diagnose.Diagnosis.Suspect;
import io.gradus.nn.diagnose.Diagnosis.Verdict;
import io.gradus.nn.diagnose.Evidence.HiddenLayer;
import io.gradus.nn.io.Model;
import io.gradus.nn.train.Examination;
import io.gradus.nn.train.Parts;
import io.gradus.nn.train.Rehearsal;
import io.gradus.nn.train.Spec;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What can be said of a model of which there is no training: whether its outputs can be the
/// targets, what its signals do on some data, and whether it beats a constant answer.
public final class ModelDiagnoser {
  private static final double CERTAIN = 0.95;
  private static final double SURE = 0.6;
  private static final double LEAST = 0.1; // of the way to perfection
  private static final double ALIKE = 1e-9;
  private static final double COLLAPSED = 1e-3;

  private final Evidence e;
  private final Model model;
  private final Findings found = new Findings();
  private Optional<Provenance> provenance = Optional.empty();

  private ModelDiagnoser(Spec spec, Parts parts, Model model) {
    this.e = Evidence.ofModel(spec, parts, model);
    this.model = model;
  }

  /// The diagnosis of a model on data whose answers are known.
  ///
  /// @param spec that of a training that would go on with the model, whose folder is `model.from`
  /// @param parts the data; what is held back is looked at for quality alone
  public static Diagnosis of(Spec spec, Parts parts, Model model) {
    return new ModelDiagnoser(spec, parts, model).diagnose();
  }

  private Diagnosis diagnose() {
    StructureRules.read(e, found);
    inputs();
    finite();
    if (provenance.isEmpty()) {
      signals(e.atEnd().orElseThrow());
      names();
    }
    Quality quality = e.outcome().orElseThrow().held();
    boolean works =
        provenance.isEmpty() && quality.gain() > LEAST && quality.gain() > 3 * quality.error();
    List<Suspect> causes =
        found.causes().stream()
            .sorted(Comparator.comparingDouble(Finding::strength).reversed())
            .filter(f -> !works || f.strength() >= CERTAIN)
            .map(f -> new Suspect(f, f.strength(), Optional.empty()))
            .toList();
    String reached =
        "The model comes %s of the way from the best constant answer to perfection on %d rows."
            .formatted(percent(quality.gain()), e.train().size());
    if (works) {
      found.causes().stream()
          .filter(f -> f.strength() < CERTAIN && f.strength() >= SURE)
          .forEach(f -> found.note(f.sentence()));
    }
    if (!works && provenance.isEmpty()) {
      found.symptom(Symptom.NO_BETTER_THAN_CONSTANT, reached);
    }
    if (causes.isEmpty()) {
      return provenance.isPresent()
          ? diagnosis(Verdict.FAULTY, provenance.get().sentence(), causes)
          : works
              ? diagnosis(Verdict.HEALTHY, reached, causes)
              : diagnosis(
                  Verdict.UNDECIDED,
                  reached + " Nothing in the model says why; diagnose its training.",
                  causes);
    }
    boolean sure = provenance.isPresent() || causes.getFirst().confidence() >= SURE;
    return diagnosis(
        sure ? Verdict.FAULTY : Verdict.UNDECIDED, causes.getFirst().finding().sentence(), causes);
  }

  private Diagnosis diagnosis(Verdict verdict, String sentence, List<Suspect> causes) {
    return new Diagnosis(verdict, sentence, causes, found.symptoms(), found.notes(), provenance);
  }

  /// Inputs that are the same in every row: what lies far beyond the values of the training is cut
  /// off before it goes in.
  private void inputs() {
    Dataset d = e.sample();
    Array x = d.features();
    int same = 0;
    for (int column = 0; column < d.width(); column++) {
      boolean all = true;
      for (int i = column; i < x.size() && all; i += d.width()) {
        all = x.get(i) == x.get(column);
      }
      same += all ? 1 : 0;
    }
    if (same > 0.5 * d.width() && d.size() > 1) {
      found.cause(
          Cause.INPUT_SCALE,
          "M2",
          same == d.width() ? 0.9 : 0.4,
          0,
          "data",
          Fix.NONE,
          "Breck, Cai, Nielsen, Salib and Sculley 2017",
          "%d of %d columns are the same in every row as the network sees them (limit: half of them); what lies far beyond the training data is cut off. Give the model data in the units of its training."
              .formatted(same, d.width()),
          "same",
          same,
          "columns",
          d.width());
    }
  }

  /// Where the first number comes from that is not finite, on some rows.
  private void finite() {
    if (Double.isFinite(e.outcome().orElseThrow().loss())) {
      return;
    }
    Spec once = e.spec().with("batch", e.train().size()).with("sampling", "sequential");
    provenance = Provenance.search(once, e.train(), new Rehearsal(once, e.parts()), 1);
    provenance.ifPresent(p -> found.symptom(Symptom.NAN, p.sentence()));
  }

  private void signals(Examination x) {
    for (HiddenLayer h : e.hidden()) {
      Map<String, Double> seen = x.layers().get(h.name());
      double spread = StartRules.spread(e.start().get(h.name() + ".weight"));
      if (h.layer().units() > 1 && spread < ALIKE) {
        alike(h, spread);
      }
      double dead = seen.getOrDefault("dead", 0.0);
      double flat = seen.getOrDefault("flat", 0.0);
      boolean bounded = Range.of(h.layer().activation()).bounded();
      if (!bounded && dead > 0.5) {
        found.symptom(
            Symptom.DEAD_UNITS,
            "%s of the units of %s are off for all rows (limit 50 %%)."
                .formatted(percent(dead), h.name()));
      }
      if (bounded && flat > 0.5) {
        found.symptom(
            Symptom.SATURATION,
            "%s of the pre-activations of %s lie where the slope is below 3 %% of its greatest (limit 50 %%); the largest is %s."
                .formatted(percent(flat), h.name(), text(seen.get("max"))));
      }
      double differ = seen.getOrDefault("rowStd", 1.0);
      if (differ < COLLAPSED * size(seen)) {
        found.symptom(
            Symptom.SIGNAL_COLLAPSE,
            "The outputs of %s differ by %s from row to row and are of size %s (limit: a thousandth of it)."
                .formatted(h.name(), text(differ), text(size(seen))));
      }
    }
    if (!e.dense().isEmpty()) {
      double differ = x.layers().get(e.dense().getLast().name()).getOrDefault("rowStd", 1.0);
      if (differ < COLLAPSED) {
        found.symptom(
            Symptom.CONSTANT_OUTPUT,
            "The scores differ by %s from row to row (limit 0.001).".formatted(text(differ)));
      }
    }
  }

  private static double size(Map<String, Double> seen) {
    return Math.hypot(seen.getOrDefault("mean", 0.0), seen.getOrDefault("std", 0.0));
  }

  private void alike(HiddenLayer h, double spread) {
    String sentence =
        "The %d units of %s have the same weights (they differ by %s of their size, limit 1e-9), so that they say the same. Begin its training from random weights."
            .formatted(h.layer().units(), h.name(), text(spread));
    found.symptom(Symptom.SYMMETRIC_UNITS, sentence);
    found.cause(
        Cause.INIT_SYMMETRY,
        "I1",
        0.9,
        0,
        "parameters of " + h.name(),
        Fix.of("model.init", null),
        "Ben Braiek and Khomh 2023 (TheDeepChecker)",
        sentence,
        "spread",
        spread);
  }

  /// Outputs that would be right under other names of the classes.
  private void names() {
    Dataset d = e.train();
    int k = d.outputs();
    if (d.task() != Task.CLASSIFICATION || k < 2) {
      return;
    }
    Model.Description m = model.description();
    Dataset own = d.cast(m.precision());
    Array said = new Inference(m.network(), m.loss(), m.activation()).outputs(model.params(), own);
    int[][] counts = new int[k][k]; // said, true
    Array truth = own.targets();
    for (int row = 0; row < d.size(); row++) {
      counts[greatest(said, row, k)][greatest(truth, row, k)]++;
    }
    Map<Integer, Integer> meant = new LinkedHashMap<>();
    int now = 0;
    int renamed = 0;
    for (int i = 0; i < k; i++) {
      int best = 0;
      for (int j = 0; j < k; j++) {
        best = counts[i][j] > counts[i][best] ? j : best;
      }
      now += counts[i][i];
      renamed += counts[i][best];
      meant.put(i, best);
    }
    boolean permuted = meant.values().stream().distinct().count() == k;
    double before = (double) now / d.size();
    double after = (double) renamed / d.size();
    if (permuted && after - before > 0.5 * (1 - before)) {
      String order =
          String.join(",", meant.values().stream().map(i -> d.targetNames().get(i)).toList());
      found.cause(
          Cause.LABEL_PAIRING,
          "M1",
          CERTAIN,
          0,
          "classes",
          Fix.NONE,
          "Northcutt, Jiang and Chuang 2021",
          "The accuracy is %s, but %s if the outputs are named %s (limit: half of the errors gone). Name the classes in this order when the model is imported."
              .formatted(percent(before), percent(after), order),
          "accuracy",
          before,
          "renamed",
          after);
    }
  }

  private static int greatest(Array rows, int row, int k) {
    int best = 0;
    for (int j = 1; j < k; j++) {
      best = rows.get(row * k + j) > rows.get(row * k + best) ? j : best;
    }
    return best;
  }
}
