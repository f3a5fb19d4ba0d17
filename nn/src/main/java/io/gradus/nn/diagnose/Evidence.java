package io.gradus.nn.diagnose;

import io.gradus.array.Array;
import io.gradus.graph.Tree;
import io.gradus.nn.Activation;
import io.gradus.nn.Dense;
import io.gradus.nn.Layer;
import io.gradus.nn.UserException;
import io.gradus.nn.data.Dataset;
import io.gradus.nn.io.Model;
import io.gradus.nn.io.RunDirectory;
import io.gradus.nn.train.Examination;
import io.gradus.nn.train.Parts;
import io.gradus.nn.train.Result;
import io.gradus.nn.train.Result.Ending;
import io.gradus.nn.train.Setup;
import io.gradus.nn.train.Spec;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/// All that rules may look at: what was asked for, the data, the beginning, the course and the end.
public final class Evidence {
  private static final int ROWS = 512;
  private static final int SAMPLE = 4096;

  private final Spec spec;
  private final Parts parts;
  private final Setup setup;
  private final Tree<Array> start;
  private final Optional<Tree<Array>> end;
  private final Recording recording;
  private final Optional<Outcome> outcome;
  private final Supplier<Dataset> sample;
  private final Supplier<Optional<Provenance>> provenance;
  private final Supplier<Examination> atStart;
  private final Supplier<Optional<Examination>> atEnd;
  private final Supplier<Double> constantLoss;
  private final Supplier<Neighbors> neighbors;
  private final List<HiddenLayer> dense;

  /// A dense layer.
  ///
  /// @param place its number among all layers
  /// @param name its name in parameters, such as `0.dense`
  /// @param layer its settings
  /// @param inputs the width of its input
  public record HiddenLayer(int place, String name, Dense layer, int inputs) {}

  /// @param run the folder of the run
  /// @param end the parameters at the end, if the training came to one
  /// @param outcome how the training ended; empty before it
  private Evidence(
      Spec spec,
      Parts parts,
      Path run,
      Optional<Tree<Array>> end,
      Recording recording,
      Optional<Outcome> outcome) {
    this.spec = spec;
    this.parts = parts;
    this.setup = Setup.of(spec, parts.train());
    this.start = setup.init(spec, parts.train());
    this.end = end;
    this.recording = recording;
    this.outcome = outcome;
    this.sample = once(() -> parts.train().spread(SAMPLE));
    this.provenance =
        once(() ->
            outcome.map(Outcome::diverged).orElse(false)
                ? Provenance.replay(spec, parts, run)
                : Optional.empty());
    this.atStart = once(() -> Examination.of(spec, parts.train(), start, ROWS));
    this.atEnd = once(() -> end.map(p -> Examination.of(spec, parts.train(), p, ROWS)));
    this.constantLoss = once(() -> ConstantAnswer.loss(setup.description(), parts.train()));
    this.neighbors = once(() -> Neighbors.of(inOrder(spec, parts, run)));
    this.dense = dense(setup.description().layers(), parts.train().width());
  }

  /// What a finished run has left.
  ///
  /// @param run its folder
  /// @throws UserException if it has not come to an end or cannot be read
  public static Evidence ofRun(Spec spec, Parts parts, Path run) {
    Recording recording = Recording.read(run.resolve("metrics.jsonl"));
    if (recording.ending().isEmpty() || Files.notExists(run.resolve("model.json"))) {
      throw new UserException(
          "the run in "
              + run
              + " has not come to an end; go on with: gradus train --resume "
              + run);
    }
    Model model = Model.load(run);
    Optional<Outcome> outcome =
        Optional.of(Outcome.of(model, recording.ending().get(), recording.steps(), parts));
    return new Evidence(spec, parts, run, Optional.of(model.params()), recording, outcome);
  }

  /// What a training has left that has just come to its end.
  public static Evidence of(Spec spec, Parts parts, Result result) {
    return new Evidence(
        spec,
        parts,
        result.run(),
        Optional.of(Model.load(result.run()).params()),
        Recording.read(result.run().resolve("metrics.jsonl")),
        Optional.of(Outcome.of(result, parts)));
  }

  /// A model of whose training nothing is known, and data to see it at work.
  ///
  /// @param spec that of a training that would go on with it
  static Evidence ofModel(Spec spec, Parts parts, Model model) {
    Outcome outcome = Outcome.of(model, Ending.COMPLETE, 0, parts);
    Recording nothing = new Recording(List.of(), List.of(), Optional.of(Ending.COMPLETE), 0);
    Path folder = Path.of(spec.model().from().orElseThrow());
    return new Evidence(
        spec, parts, folder, Optional.of(model.params()), nothing, Optional.of(outcome));
  }

  private static <T> Supplier<T> once(Supplier<T> supplier) {
    List<T> value = new ArrayList<>(1);
    return () -> {
      if (value.isEmpty()) {
        value.add(supplier.get());
      }
      return value.getFirst();
    };
  }

  /// The rows in the order of their file, if they come from one, else those learned from.
  private static Dataset inOrder(Spec spec, Parts parts, Path run) {
    boolean whole = spec.data().file().isPresent() && spec.data().split().folds().isEmpty();
    return whole
        ? Parts.load(
                spec.with("data.split.validation", 0).with("data.split.test", 0),
                RunDirectory.home(run))
            .train()
        : parts.train();
  }

  private static List<HiddenLayer> dense(List<Layer> layers, int inputs) {
    List<HiddenLayer> dense = new ArrayList<>();
    int width = inputs;
    for (int i = 0; i < layers.size(); i++) {
      if (layers.get(i) instanceof Dense d) {
        dense.add(new HiddenLayer(i, i + ".dense", d, width));
      }
      width = layers.get(i).outputs(width);
    }
    return dense;
  }

  /// What was asked for.
  public Spec spec() {
    return spec;
  }

  /// The data.
  public Parts parts() {
    return parts;
  }

  /// The rows learned from.
  public Dataset train() {
    return parts.train();
  }

  /// At most 4,096 rows that stand for those learned from, which may be more than memory holds.
  public Dataset sample() {
    return sample.get();
  }

  /// What the spec comes to for the data.
  public Setup setup() {
    return setup;
  }

  /// The activation of the last layer.
  public Activation head() {
    return setup.description().activation();
  }

  /// The dense layers but the last.
  public List<HiddenLayer> hidden() {
    return dense.isEmpty() ? dense : dense.subList(0, dense.size() - 1);
  }

  /// The dense layers in their order; the last one yields the scores.
  public List<HiddenLayer> dense() {
    return dense;
  }

  /// The parameters before the first step.
  public Tree<Array> start() {
    return start;
  }

  /// The parameters at the end, if the training came to one.
  public Optional<Tree<Array>> end() {
    return end;
  }

  /// What was recorded.
  public Recording recording() {
    return recording;
  }

  /// How it ended, if it has.
  public Optional<Outcome> outcome() {
    return outcome;
  }

  /// Where the first number came from that is not finite, if there was one.
  public Optional<Provenance> provenance() {
    return provenance.get();
  }

  /// A look into the network before the first step.
  public Examination atStart() {
    return atStart.get();
  }

  /// A look into the network at the end.
  public Optional<Examination> atEnd() {
    return atEnd.get();
  }

  /// The loss of the best constant answer on the rows learned from.
  public double constantLoss() {
    return constantLoss.get();
  }

  /// What the nearest rows of each row say about its labels.
  Neighbors neighbors() {
    return neighbors.get();
  }

  /// The root mean square of the gradient of a layer's weights before the first step.
  public double gradientPerWeight(Examination at, String layer) {
    long n = start.at(layer).values().stream().mapToLong(a -> a.size()).sum();
    return at.layers().get(layer).getOrDefault("gradientNorm", Double.NaN) / Math.sqrt(n);
  }
}
