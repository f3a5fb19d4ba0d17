package io.gradus.nn.train;

import io.gradus.array.Array;
import io.gradus.graph.Tree;
import io.gradus.graph.Type;
import io.gradus.nn.UserException;
import io.gradus.nn.data.Dataset;
import io.gradus.nn.io.Checkpoint;
import io.gradus.nn.optim.ScaleByPlateau;
import io.gradus.nn.train.TrainStep.State;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The steps of a training with nothing written down: for short trainings that try something, and
/// to take steps of a run again. They are those of [Trainer], bit for bit. It goes on for as long
/// as it is asked to: `stop` and the number of steps of the spec end nothing, though schedules know
/// it. With `log.layers: false` it takes no time for what the log would have seen.
///
/// For one thread at a time.
public final class Rehearsal {
  private final Spec spec;
  private final Parts parts;
  private final Setup setup;
  private final Stepping stepping;
  private final Sampler sampler;
  private final Stopping stopping;
  private final MetricsLog log;
  private final boolean isJudged;
  private Position position = Position.START;
  private boolean ended;

  /// A training from its beginning.
  ///
  /// @throws UserException if the spec does not fit the data
  public Rehearsal(Spec spec, Parts parts) {
    this.spec = spec;
    this.parts = parts;
    this.setup = Setup.of(spec, parts.train());
    this.stepping = setup.stepping(spec, parts.train());
    this.sampler = new Sampler(spec.sampling(), parts.train(), setup.batch(), Keys.ORDER.of(spec));
    this.stopping = new Stopping(spec.stop(), setup.stepsPerEpoch(), setup.steps());
    this.log = new MetricsLog(spec.log(), line -> {}, stepping, setup.stepsPerEpoch());
    State start = stepping.start(setup.init(spec, parts.train()));
    this.isJudged =
        start.optimizer().names().stream().anyMatch(n -> n.endsWith("." + ScaleByPlateau.WATCHED));
    stepping.begin(start);
  }

  /// A training from some parameters, before its first step.
  ///
  /// @throws UserException if the spec does not fit the data or the parameters
  public Rehearsal(Spec spec, Parts parts, Tree<Array> params) {
    this(spec, parts);
    stepping.begin(stepping.start(like(params(), params)));
  }

  /// A training from a checkpoint of a run.
  ///
  /// @throws UserException if spec or data are not those of the run
  public Rehearsal(Spec spec, Parts parts, Checkpoint from) {
    this(spec, parts);
    if (!parts.hash().equals(from.values().get("data-hash"))) {
      throw new UserException(
          "the data is not what the run began with; its steps cannot be taken again");
    }
    State start = state();
    stepping.begin(
        new State(
            like(start.params(), from.arrays().at("params")),
            like(start.optimizer(), from.arrays().at("state"))));
    sampler.restore(from.arrays().at("sampler"));
    position = Position.of(from.values());
  }

  private static Tree<Array> like(Tree<Array> known, Tree<Array> saved) {
    for (String name : known.names()) {
      Array a = saved.leaves().get(name);
      if (a == null || !Type.of(a).equals(Type.of(known.get(name)))) {
        throw new UserException("the spec is not that of the parameters: '" + name + "' differs");
      }
    }
    return Tree.of(known.names(), known.names().stream().map(saved::get).toList());
  }

  /// The next step. If its loss is not finite, nothing changes.
  ///
  /// @return the loss of its rows before the step
  public double step() {
    int[] order = sampler.order(position.epoch());
    int from = from();
    Stepping.Taken taken = stepping.step(order, from, size(order), probes());
    if (Double.isFinite(taken.loss())) {
      sampler.seen(from, taken.seen());
      position = position.step(taken.loss(), size(order), spec.log().forgetting());
      ended = taken.ending().isPresent();
      if (position.batch() == setup.stepsPerEpoch()) {
        endEpoch();
      }
    }
    return taken.loss();
  }

  /// What [Trainer] would see in the next step: other results of a step can change its last digits.
  private Set<Probe> probes() {
    Set<Probe> probes = EnumSet.noneOf(Probe.class);
    long number = position.step() + 1;
    boolean last = position.batch() + 1 == setup.stepsPerEpoch() || number == setup.steps();
    sampler.watch(probes);
    stopping.watch(last, probes);
    log.watch(number, last, probes);
    return probes;
  }

  /// Some steps, fewer if a loss is not finite or a minimizer has come to its end.
  ///
  /// @return the losses, the last of which may be not finite
  public List<Double> steps(int count) {
    List<Double> losses = new ArrayList<>();
    while (losses.size() < count && !ended) {
      losses.add(step());
      if (!Double.isFinite(losses.getLast())) {
        break;
      }
    }
    return losses;
  }

  private void endEpoch() {
    sampler.nextEpoch();
    double judged = position.meanLoss();
    if (isJudged && parts.validation().isPresent()) {
      judged = evaluate(parts.validation().get()).get("loss");
    }
    stepping.judged(judged);
    position = position.nextEpoch(judged);
  }

  /// The rows of the next step, as numbers of examples of the training set from 0.
  public int[] rows() {
    int[] order = sampler.order(position.epoch());
    return Arrays.copyOfRange(order, from(), from() + size(order));
  }

  private int from() {
    return position.batch() * setup.batch();
  }

  private int size(int[] order) {
    return Math.min(setup.batch(), order.length - from());
  }

  /// The scores of the parameters after the last step, by name.
  public Map<String, Double> evaluate(Dataset data) {
    return new Evaluator(setup.description(), parts.preprocessor()).evaluate(params(), data);
  }

  /// The number of steps behind, those before a checkpoint included.
  public long behind() {
    return position.step();
  }

  /// The number of steps of the training as its spec has it.
  public long length() {
    return setup.steps();
  }

  /// The state after the last step, as a copy that later steps do not change.
  public State state() {
    return stepping.state();
  }

  /// The parameters after the last step, as a copy that later steps do not change.
  public Tree<Array> params() {
    return state().params();
  }
}
