package io.gradus.nn.diagnose;

import static io.gradus.nn.diagnose.Findings.percent;
import static io.gradus.nn.diagnose.Findings.text;

import io.gradus.array.Array;
import io.gradus.array.Key;
import io.gradus.graph.Tree;
import io.gradus.nn.Inference;
import io.gradus.nn.Layer;
import io.gradus.nn.Layers.Dropout;
import io.gradus.nn.Layers.Residual;
import io.gradus.nn.data.Dataset;
import io.gradus.nn.io.Json;
import io.gradus.nn.io.Model;
import io.gradus.nn.optim.Optimizers.Adamw;
import io.gradus.nn.train.Parts;
import io.gradus.nn.train.Rehearsal;
import io.gradus.nn.train.Setup;
import io.gradus.nn.train.Spec;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/// Short experiments with a training, each of which separates causes that look alike. They look at
/// so few rows and steps that they take seconds, and say the same each time.
///
/// Sources: Braiek and Khomh 2023, "Testing feedforward neural networks training programs" (overfit
/// a batch, zeroed inputs, duplicated batch); Zhang, Bengio, Hardt, Recht and Vinyals 2017
/// (shuffled labels); Smith 2017 (rates).
public final class Probes {
  private static final int ROWS = 512;
  private static final int FEW = 16;
  private static final int STEPS = 1000;
  private static final int MOST_STEPS = 10_000; // on so few rows
  private static final int SHUFFLES = 20;
  private static final int LOOK = 50; // steps between two looks
  private static final double OVERFITTED = 0.85; // of the way: one row of sixteen may be wrong
  private static final double SAME = 1e-4; // relative, in float32

  private final Spec spec;
  private final long steps; // of the whole training
  private final Dataset train;
  private final Optional<Dataset> held;
  private final Parts parts;
  private Rehearsal real; // on the true inputs and labels, once trained

  /// Experiments with a training.
  ///
  /// @throws io.gradus.nn.UserException if the spec does not fit the data
  public Probes(Spec spec, Parts parts) {
    this.steps = Setup.of(spec, parts.train()).steps();
    this.spec =
        spec.with("log.layers", false)
            .with("log.every", 0)
            .with("epochs", null)
            .with("steps", Math.min(STEPS, steps));
    this.train = parts.train().spread(ROWS);
    this.held = parts.validation().or(parts::test).map(data -> data.spread(ROWS));
    this.parts = parts;
  }

  /// What an experiment showed.
  ///
  /// @param name its name, `P1` to `P7`
  /// @param passed true if all is as it should be
  /// @param sentence what was measured, against which limit, and what it means
  /// @param numbers the numbers by name, as values of JSON
  public record Answer(String name, boolean passed, String sentence, Map<String, Object> numbers) {
    /// Copies the numbers.
    public Answer {
      numbers = Collections.unmodifiableMap(new LinkedHashMap<>(numbers));
    }

    /// The record as a tree that JSON can hold.
    public Map<String, Object> toTree() {
      Map<String, Object> tree = new LinkedHashMap<>();
      tree.put("name", name);
      tree.put("passed", passed);
      tree.put("sentence", sentence);
      tree.put("numbers", numbers);
      return tree;
    }
  }

  /// All of them in order, as far as they apply.
  public List<Answer> all() {
    return List.of(
        overfitsFewRows(),
        usesInputs(),
        usesLabels(),
        treatsRowsAlike(),
        descends(),
        differentiates(),
        rates());
  }

  /// P1: sixteen rows, over and over again for at least a thousand steps, without regularization
  /// and dropout. A network that can learn learns them by heart. If not, it is model, loss or rate;
  /// if so, it is data, budget or generalization.
  public Answer overfitsFewRows() {
    Dataset few = train.spread(FEW);
    Rehearsal r = new Rehearsal(free().with("batch", null).with("schedule", null), with(few));
    double gain = Double.NEGATIVE_INFINITY;
    while (r.behind() < Math.clamp(steps, STEPS, MOST_STEPS) && !(gain >= OVERFITTED)) {
      List<Double> losses = r.steps(LOOK);
      double now = Quality.of(r.evaluate(few), few).gain();
      gain = Math.max(gain, now);
      if (losses.size() < LOOK || !Double.isFinite(losses.getLast())) {
        break;
      }
    }
    boolean passed = gain >= OVERFITTED;
    return new Answer(
        "P1",
        passed,
        "After %d steps on the same %d rows the network is %s of the way from the best constant answer to perfection (limit 85 %%): %s."
            .formatted(
                r.behind(),
                few.size(),
                percent(gain),
                passed
                    ? "model, loss and rate can learn; look at the data, the length of the training and what is held back"
                    : "it cannot learn even these; look at model, loss and learning rate"),
        Map.of("steps", r.behind(), "rows", few.size(), "gain", Json.number(gain)));
  }

  /// P2: the same training on inputs that are all zero. If that is as good, inputs do not matter.
  public Answer usesInputs() {
    Array zeros = Array.zeros(train.dtype(), train.features().shape());
    double without = loss(trained(train.withFeatures(zeros)), train.withFeatures(zeros));
    double with = loss(real(), train);
    boolean passed = with < 0.95 * without || without < 0 && with < without;
    return new Answer(
        "P2",
        passed,
        "After %d steps the loss is %s, and %s where all inputs are 0 (limit: 5 %% less): %s."
            .formatted(
                real().behind(),
                text(with),
                text(without),
                passed
                    ? "the network uses its inputs"
                    : "inputs do not count; look at their scale, at signals that die out and at the learning rate"),
        Map.of(
            "steps", real().behind(),
            "loss", Json.number(with),
            "zeroed", Json.number(without)));
  }

  /// P3: the same training with labels that belong to other rows, both measured on rows held back
  /// with their true labels, if there are some.
  public Answer usesLabels() {
    Array answers = shuffled();
    Dataset judges = held.orElse(train);
    Quality shuffled = Quality.of(trained(train.withTargets(answers)).evaluate(judges), judges);
    Quality own = Quality.of(real().evaluate(judges), judges);
    double limit = Math.min(1, 3 * Math.hypot(own.error(), shuffled.error()));
    boolean passed = own.gain() - shuffled.gain() > limit;
    return new Answer(
        "P3",
        passed,
        "After %d steps the network is %s of the way from the best constant answer to perfection, and %s with shuffled labels (limit: %s more): %s."
            .formatted(
                real().behind(),
                percent(own.gain()),
                percent(shuffled.gain()),
                percent(limit),
                passed
                    ? "labels belong to their rows"
                    : "labels say nothing that the network can learn; look at how they were paired with rows, and at P1"),
        Map.of(
            "steps", real().behind(),
            "gain", Json.number(own.gain()),
            "shuffled", Json.number(shuffled.gain()),
            "limit", Json.number(limit)));
  }

  /// The labels in the order that takes most from their rows; of few rows many would be right.
  private Array shuffled() {
    double[] own = train.targets().toDoubles();
    return IntStream.range(0, SHUFFLES)
        .mapToObj(i -> Key.of(spec.seed()).fold(i).permutation(train.size()))
        .map(order -> train.rows(order).targets())
        .max(
            Comparator.comparingDouble(a ->
                IntStream.range(0, own.length).mapToDouble(i -> Math.abs(a.get(i) - own[i])).sum()))
        .orElseThrow();
  }

  /// P4: a batch given twice has the same loss, one in another order has the same loss and its
  /// outputs in that order, and the loss is the mean of the losses of its rows.
  public Answer treatsRowsAlike() {
    Model.Description d = Setup.of(spec, train).description();
    return treatsRowsAlike(
        new Inference(d.network(), d.loss(), d.activation()),
        new Rehearsal(spec, with(train)).params(),
        train.spread(FEW));
  }

  static Answer treatsRowsAlike(Inference inference, Tree<Array> params, Dataset few) {
    int n = few.size();
    Inference.Evaluation once = inference.evaluate(params, few);
    int[] twice = IntStream.range(0, 2 * n).map(i -> i % n).toArray();
    int[] backward = IntStream.range(0, n).map(i -> n - 1 - i).toArray();
    Inference.Evaluation turned = inference.evaluate(params, few.rows(backward));
    double ratio = inference.evaluate(params, few.rows(twice)).loss() / once.loss();
    double mean =
        IntStream.range(0, n)
            .mapToDouble(i -> inference.evaluate(params, few.rows(i)).loss())
            .average()
            .orElseThrow();
    double moved = Math.abs(turned.loss() / once.loss() - 1);
    int outputs = once.outputs().size() / n;
    for (int i = 0; i < once.outputs().size(); i++) {
      double a = once.outputs().get(i);
      double b = turned.outputs().get((n - 1 - i / outputs) * outputs + i % outputs);
      moved = Math.max(moved, Math.abs(a - b) / Math.max(1, Math.abs(a)));
    }
    double apart = mean / once.loss() - 1;
    boolean passed = Math.abs(ratio - 1) < SAME && moved < SAME && Math.abs(apart) < SAME;
    return new Answer(
        "P4",
        passed,
        "The loss of %d rows given twice is %s times that of the rows given once, another order changes losses and outputs by %s, and the mean loss of single rows differs by %s (limits: 1, 0 and 0, to 1e-4): %s."
            .formatted(
                n,
                text(ratio),
                text(moved),
                text(apart),
                passed
                    ? "rows are treated alike"
                    : Double.isFinite(once.loss())
                        ? "the loss is a sum, or is computed along the wrong axis; look at the loss"
                        : GradientProbes.NOT_FINITE),
        Map.of(
            "doubled", Json.number(ratio),
            "permuted", Json.number(moved),
            "single", Json.number(apart)));
  }

  /// P5: a tiny step of the optimizer changes the loss by what gradient and curvature foretell,
  /// which is downward. A minimizer looks before it steps: there it is a step along −∇.
  public Answer descends() {
    return GradientProbes.descends(free(), with(train));
  }

  /// P6: derivatives forward, in reverse and by differences agree at the start.
  public Answer differentiates() {
    return GradientProbes.differentiates(spec, with(train.spread(FEW)));
  }

  /// P7: short trainings from the same start with learning rates over five decades around that of
  /// the spec.
  public Answer rates() {
    return RateSweep.of(spec, with(train))
        .map(RateSweep::answer)
        .orElseGet(
            () -> new Answer("P7", true, "The optimizer has no learning rate to try.", Map.of()));
  }

  /// The spec without what keeps a network from learning by heart.
  private Spec free() {
    Spec free =
        spec.with("regularization.l2", 0)
            .with("regularization.l1", 0)
            .with("regularization.weight-decay", 0);
    if (spec.optimizer() instanceof Adamw) {
      free = free.with("optimizer.adamw.weight-decay", 0);
    }
    return withoutDropout(free, "model.layers", spec.model().layers());
  }

  private static Spec withoutDropout(Spec spec, String path, List<Layer> layers) {
    Spec without = spec;
    for (int i = 0; i < layers.size(); i++) {
      String at = path + "." + i;
      without =
          switch (layers.get(i)) {
            case Dropout _ -> without.with(at + ".dropout.rate", 0);
            case Residual r -> withoutDropout(without, at + ".residual.layers", r.layers());
            default -> without;
          };
    }
    return without;
  }

  private Parts with(Dataset rows) {
    return new Parts(rows, Optional.empty(), Optional.empty(), parts.preprocessor(), List.of());
  }

  private Rehearsal real() {
    if (real == null) {
      real = trained(train);
    }
    return real;
  }

  private Rehearsal trained(Dataset rows) {
    Rehearsal r = new Rehearsal(spec, with(rows));
    r.steps((int) r.length());
    return r;
  }

  private static double loss(Rehearsal r, Dataset rows) {
    return r.evaluate(rows).get("loss");
  }
}
