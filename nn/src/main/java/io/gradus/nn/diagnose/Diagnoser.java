package io.gradus.nn.diagnose;

import static io.gradus.nn.diagnose.Findings.percent;

import io.gradus.nn.Activation;
import io.gradus.nn.diagnose.Diagnosis.Suspect;
import io.gradus.nn.diagnose.Diagnosis.Verdict;
import io.gradus.nn.diagnose.Evidence.HiddenLayer;
import io.gradus.nn.optim.FirstOrder;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;

/// Comes from what rules find to a verdict.
///
/// What is certain by structure is a fault whatever the numbers say. Beyond that a training that
/// works is healthy: saturated, dead or tiny as its insides may look, they are notes. Where it does
/// not work, or a strong rule speaks against it, repairs are tried on the same seed, and the causes
/// whose repair wins come first.
public final class Diagnoser {
  private static final double CERTAIN = 0.95;
  private static final double STRONG = 0.5;
  private static final double GOOD = 0.9; // of the way to perfection
  private static final double HALFWAY = 0.5;
  private static final double LEAST = 0.1;
  static final double STANDS = 0.01; // of their size that weights have moved at most
  private static final int TRIALS = 8; // causes whose repair is tried

  private final Evidence e;
  private final Optional<Experiments> experiments;
  private final Findings found = new Findings();
  private final Repairs repairs;

  private Diagnoser(Evidence e, Optional<Experiments> experiments) {
    this.e = e;
    this.experiments = experiments;
    this.repairs = new Repairs(e);
  }

  /// The diagnosis of a training that has come to an end.
  ///
  /// @param experiments where repairs may be tried; empty for what the rules alone can say
  public static Diagnosis of(Evidence e, Optional<Experiments> experiments) {
    return new Diagnoser(e, experiments).diagnose();
  }

  private Diagnosis diagnose() {
    StructureRules.read(e, found);
    Outcome outcome = e.outcome().orElseThrow();
    boolean works =
        !outcome.diverged()
            && outcome.gain() > LEAST
            && outcome.gain() > 3 * outcome.held().error()
            && (outcome.gain() > GOOD || !(e.recording().travelled() < STANDS));
    boolean certain = isCertain();
    if (works && !certain && experiments.isEmpty()) {
      return healthy(outcome); // how it got there does not matter any more
    }
    StartRules.read(e, found, experiments.isPresent());
    StepRules.read(e, found);
    CourseRules.read(e, found);
    if (!works && experiments.isPresent()) {
      LabelRules.slipped(e, found);
    }
    certain = isCertain();
    if (works && !certain) {
      return working(outcome);
    }
    List<Finding> candidates = new ArrayList<>(byStrength(found.causes()));
    if (!works && !certain) {
      candidates.addAll(general());
    }
    List<Suspect> suspects = tried(onePerCause(candidates), certain ? 3 : TRIALS);
    boolean proven = suspects.stream().anyMatch(Suspect::proven);
    if (!proven && !certain && experiments.isPresent()) {
      return unproven(outcome, suspects);
    }
    List<Suspect> ranked = ranked(suspects);
    boolean sure = certain || proven || ranked.getFirst().confidence() >= 0.6;
    return diagnosis(
        sure ? Verdict.FAULTY : Verdict.UNDECIDED, ranked.getFirst().finding().sentence(), ranked);
  }

  private boolean isCertain() {
    return found.causes().stream().anyMatch(f -> f.strength() >= CERTAIN);
  }

  /// A training that works: faulty only if a repair wins, and if no strong rule asked for it, only
  /// by a leap.
  private Diagnosis working(Outcome outcome) {
    boolean learned = Math.max(outcome.gain(), outcome.train().gain()) > GOOD;
    if (!learned && experiments.isPresent()) {
      List<Finding> candidates = new ArrayList<>(byStrength(found.causes()));
      candidates.addAll(general());
      List<Suspect> suspects = tried(onePerCause(candidates), TRIALS);
      if (suspects.stream().anyMatch(Diagnoser::speaksAgainstWorking)) {
        List<Suspect> ranked = ranked(suspects);
        return diagnosis(Verdict.FAULTY, ranked.getFirst().finding().sentence(), ranked);
      }
      if (outcome.gain() < HALFWAY) {
        Optional<Trial> all = experiments.get().first(repairs.everything());
        if (all.map(Trial::leaps).orElse(false)) {
          return together(suspects, all.get());
        }
      }
    }
    found.causes().stream()
        .filter(f -> f.strength() >= STRONG)
        .forEach(f -> found.note(f.sentence()));
    return healthy(outcome);
  }

  /// Several causes at once: no single repair wins, all of them together do.
  private Diagnosis together(List<Suspect> suspects, Trial all) {
    List<Suspect> ranked =
        suspects.stream()
            .map(s ->
                s == suspects.getFirst()
                    ? new Suspect(s.finding(), s.finding().strength(), Optional.of(all))
                    : s)
            .toList();
    return diagnosis(
        Verdict.FAULTY,
        "Several things at once: " + ranked.getFirst().finding().sentence(),
        ranked);
  }

  private static boolean speaksAgainstWorking(Suspect s) {
    return s.proven() && (s.finding().strength() >= STRONG || s.trial().orElseThrow().leaps());
  }

  private Diagnosis healthy(Outcome outcome) {
    return diagnosis(
        Verdict.HEALTHY,
        "The model comes %s of the way from the best constant answer to perfection%s."
            .formatted(
                percent(outcome.gain()),
                e.parts().validation().isPresent() || e.parts().test().isPresent()
                    ? " on rows held back"
                    : ""),
        List.of());
  }

  /// No single repair helps: perhaps all of them together do, perhaps there is nothing to learn.
  private Diagnosis unproven(Outcome outcome, List<Suspect> suspects) {
    List<Suspect> ranked = ranked(suspects);
    Optional<Trial> reference = experiments.get().first(repairs.everything());
    if (reference.isPresent() && !reference.get().won() && !outcome.diverged()) {
      Findings labels = new Findings();
      LabelRules.noise(e, outcome, reference.get().after(), labels);
      if (!labels.causes().isEmpty()) {
        List<Suspect> all = new ArrayList<>();
        labels.causes().forEach(f -> all.add(new Suspect(f, f.strength(), Optional.empty())));
        all.addAll(ranked);
        return diagnosis(Verdict.FAULTY, all.getFirst().finding().sentence(), all);
      }
    }
    boolean sure = !ranked.isEmpty() && ranked.getFirst().confidence() >= 0.3;
    return diagnosis(
        reference.map(Trial::won).orElse(false) && sure ? Verdict.FAULTY : Verdict.UNDECIDED,
        ranked.isEmpty()
            ? "The model is no better than a constant answer, and no rule says why."
            : ranked.getFirst().finding().sentence(),
        ranked);
  }

  private static List<Finding> byStrength(List<Finding> findings) {
    return findings.stream()
        .sorted(
            Comparator.comparingDouble(Finding::strength).reversed().thenComparing(Finding::cause))
        .toList();
  }

  private static List<Finding> onePerCause(List<Finding> findings) {
    Set<Cause> known = EnumSet.noneOf(Cause.class);
    return findings.stream().filter(f -> known.add(f.cause())).toList();
  }

  private List<Suspect> tried(List<Finding> findings, int most) {
    List<Optional<Trial>> trials = new ArrayList<>();
    for (Finding f : findings) {
      trials.add(
          trials.size() < most ? experiments.flatMap(x -> x.first(fixes(f))) : Optional.empty());
    }
    double best =
        trials.stream()
            .flatMap(Optional::stream)
            .mapToDouble(t -> t.after().gain())
            .max()
            .orElse(0);
    List<Suspect> suspects = new ArrayList<>();
    for (int i = 0; i < findings.size(); i++) {
      Optional<Trial> trial = trials.get(i);
      suspects.add(new Suspect(findings.get(i), confidence(findings.get(i), trial, best), trial));
    }
    return suspects;
  }

  /// What a rule says by itself, raised by a repair that wins, the more the further it comes, and
  /// lowered by one that does not.
  private static double confidence(Finding f, Optional<Trial> trial, double best) {
    if (f.strength() >= CERTAIN || trial.isEmpty()) {
      return f.strength();
    }
    double behind = Math.clamp(best - trial.get().after().gain(), 0, 1);
    return trial.get().won() ? 0.5 + f.strength() / 2 - behind / 3 : 0.4 * f.strength();
  }

  private static List<Suspect> ranked(List<Suspect> suspects) {
    return suspects.stream()
        .filter(s -> s.confidence() >= 0.1)
        .sorted(
            Comparator.comparingDouble(Suspect::confidence)
                .reversed()
                .thenComparing(s -> s.finding().cause()))
        .toList();
  }

  /// The repairs of a cause, in the order in which to try them.
  private List<Fix> fixes(Finding f) {
    if (f.cause() == Cause.LEAKAGE) {
      return List.of(); // without the leak the numbers get worse, as they should
    }
    Stream<Fix> further =
        switch (f.cause()) {
          case LR_HIGH -> rates(0.1, 0.01, 1e-3);
          case LR_LOW -> rates(10, 100, 1e3, 1e4);
          case INPUT_SCALE, TARGET_SCALE -> bothScales();
          case ACT_OUTPUT -> repairs.sigmoid().stream();
          case DEPTH -> Stream.of(repairs.normalization(), repairs.shallower());
          case BUDGET -> Stream.of(repairs.longer());
          case ACT_HIDDEN -> Stream.of(repairs.activation("relu"), repairs.activation("selu"));
          default -> Stream.empty();
        };
    return Stream.concat(Stream.of(f.fix()), further).distinct().toList();
  }

  /// Inputs and targets together, where both are out of scale.
  private Stream<Fix> bothScales() {
    return found.has(Cause.INPUT_SCALE, STRONG) && found.has(Cause.TARGET_SCALE, STRONG)
        ? Stream.of(repairs.inputs().and(repairs.targets()))
        : Stream.empty();
  }

  private Stream<Fix> rates(double... factors) {
    return e.spec().optimizer() instanceof FirstOrder f && f.lr() > 0
        ? DoubleStream.of(factors).mapToObj(x -> repairs.rate(StartRules.round(f.lr() * x)))
        : Stream.empty();
  }

  /// Causes that no rule has seen but that are worth a try where nothing works.
  private List<Finding> general() {
    Findings general = new Findings();
    String source = "Karpathy 2019, A recipe for training neural networks";
    if (e.spec().optimizer() instanceof FirstOrder f && f.lr() > 0) {
      String where = "optimizer." + repairs.optimizer() + ".lr";
      String sentence =
          "No rule speaks against the learning rate "
              + Findings.text(f.lr())
              + ", but another one may do better.";
      general.cause(
          Cause.LR_LOW,
          "P7",
          0.3,
          0,
          where,
          repairs.rate(StartRules.round(f.lr() * 10)),
          source,
          sentence);
      general.cause(
          Cause.LR_HIGH,
          "P7",
          0.28,
          0,
          where,
          repairs.rate(StartRules.round(f.lr() / 10)),
          source,
          sentence);
    }
    boolean unusual =
        e.hidden().stream()
            .map(HiddenLayer::layer)
            .map(d -> d.activation())
            .anyMatch(a -> !isUsual(a));
    if (unusual) {
      general.cause(
          Cause.ACT_HIDDEN,
          "P8",
          0.29,
          0,
          "model.layers",
          repairs.activation("relu"),
          source,
          "The hidden activation %s may be in the way; relu may do better."
              .formatted(e.hidden().getFirst().layer().activation()));
    }
    general.cause(
        Cause.BUDGET,
        "P8",
        0.25,
        0,
        "epochs",
        repairs.longer(),
        source,
        "The training takes %d steps; more may do better.".formatted(e.setup().steps()));
    if (!repairs.optimizer().startsWith("adam")) {
      general.cause(
          Cause.OPT_CHOICE,
          "P8",
          0.12,
          0,
          "optimizer",
          repairs.adam(1e-3),
          source,
          "The optimizer is %s; Adam may do better.".formatted(repairs.optimizer()));
    }
    if (!repairs.initialization().isEmpty()) {
      general.cause(
          Cause.INIT_SCALE,
          "P8",
          0.27,
          0,
          "model.init",
          repairs.initialization(),
          source,
          "The first weights are not those that suit the activations; those may do better.");
    }
    return general.causes();
  }

  private static boolean isUsual(Activation a) {
    return switch (a.name()) {
      case "relu", "leaky-relu", "elu", "selu", "gelu", "silu", "mish", "softplus" -> true;
      default -> false;
    };
  }

  private Diagnosis diagnosis(Verdict verdict, String sentence, List<Suspect> causes) {
    return new Diagnosis(
        verdict, sentence, causes, found.symptoms(), found.notes(), e.provenance());
  }
}
