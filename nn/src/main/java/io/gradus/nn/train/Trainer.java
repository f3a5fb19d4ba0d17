package io.gradus.nn.train;

import io.gradus.array.Array;
import io.gradus.eval.Backend;
import io.gradus.graph.Tree;
import io.gradus.graph.Type;
import io.gradus.nn.UserException;
import io.gradus.nn.data.Dataset;
import io.gradus.nn.io.Checkpoint;
import io.gradus.nn.io.Model;
import io.gradus.nn.io.RunDirectory;
import io.gradus.nn.optim.Estimate;
import io.gradus.nn.train.Result.Ending;
import io.gradus.nn.train.TrainStep.State;
import java.time.Duration;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/// The training loop: a plain loop. What leaves it (checkpoints, the best parameters, the model) is
/// an immutable copy of the state; the steps between overwrite one and the same memory.
///
/// Everything that a step depends on is the state, the position in the data, the seed and the data;
/// all of it is in a checkpoint. So a training that is stopped at any step and resumed ends with
/// the same bits as one that never stopped. When checkpoints are written depends on the clock, and
/// nothing else does.
///
/// Without patience the model has the parameters of the last step; with `stop.patience` it has
/// those of the epoch with the least validation loss (training loss if nothing is held back).
public final class Trainer {
  private static final String BEST = "best";

  private final Spec spec;
  private final Parts parts;
  private final RunDirectory run;
  private final Listener listener;
  private final Duration interval;

  private final Setup setup;
  private final Stepping stepping;
  private final Sampler sampler;
  private final Stopping stopping;
  private final MetricsLog log;
  private final Evaluator evaluator;
  private final String hash;
  private volatile boolean interrupted;

  private Position position;
  private double loss = Double.NaN; // of the last batch
  private Tree<Array> seen = Tree.empty(); // by the probes in the last step
  private Tree<Array> best;
  private long began;
  private long rows; // of this session

  /// A training that writes a checkpoint about every two seconds.
  ///
  /// @throws UserException if the spec does not fit the data
  public Trainer(Spec spec, Parts parts, RunDirectory run, Listener listener) {
    this(spec, parts, run, listener, Duration.ofSeconds(2));
  }

  /// A training.
  ///
  /// @param interval the time between checkpoints; zero for one after each step
  /// @throws UserException if the spec does not fit the data
  public Trainer(Spec spec, Parts parts, RunDirectory run, Listener listener, Duration interval) {
    this.spec = spec;
    this.parts = parts;
    this.run = run;
    this.listener = listener;
    this.interval = interval;
    this.setup = Setup.of(spec, parts.train());
    this.stepping = setup.stepping(spec, parts.train());
    this.sampler = new Sampler(spec.sampling(), parts.train(), setup.batch(), Keys.ORDER.of(spec));
    this.stopping = new Stopping(spec.stop(), setup.stepsPerEpoch(), setup.steps());
    this.log = new MetricsLog(spec.log(), run::log, stepping, setup.stepsPerEpoch());
    this.evaluator = new Evaluator(setup.description(), parts.preprocessor());
    this.hash = parts.hash();
  }

  /// Asks the training to stop after the step it is at. Any thread may call.
  public void interrupt() {
    interrupted = true;
  }

  /// Trains from the newest checkpoint of the run, or from the beginning if it has none; writes the
  /// model at the end.
  ///
  /// @throws UserException if the run belongs to other data or another spec, or cannot be written
  public Result train() {
    Optional<String> before = run.backend();
    run.environment(Map.of("seed", spec.seed(), "data-hash", hash));
    began = System.nanoTime();
    restore(before);
    setup.notes().forEach(listener::note);
    listener.started(progress());
    Ending ending = loop();
    return ending == Ending.INTERRUPTED ? interruptedResult() : finish(ending);
  }

  private Ending loop() {
    Supplier<Listener.Progress> progress = this::progress; // one for all steps
    long saved = System.nanoTime();
    while (position.ending().isEmpty() && !interrupted) {
      if (!step()) {
        position = position.ended(Ending.DIVERGED);
        break;
      }
      listener.step(progress);
      if (position.batch() == setup.stepsPerEpoch() || position.ending().isPresent()) {
        endEpoch();
      }
      if (System.nanoTime() - saved >= interval.toNanos()) {
        save();
        saved = System.nanoTime();
      }
    }
    save();
    return position.ending().orElse(Ending.INTERRUPTED);
  }

  /// One batch further; false if its loss is not finite, and then all is as before.
  private boolean step() {
    if (position.batch() == 0) {
      stopping.begin(this::params);
    }
    int[] order = sampler.order(position.epoch());
    int from = position.batch() * setup.batch();
    int size = Math.min(setup.batch(), order.length - from);
    Stepping.Taken taken = stepping.step(order, from, size, probes());
    if (!Double.isFinite(taken.loss())) {
      return false;
    }
    loss = taken.loss();
    seen = taken.seen();
    rows += size;
    sampler.seen(from, seen);
    Position before = position;
    position = before.step(loss, size, spec.log().forgetting());
    if (position.step() == setup.steps()) {
      position = position.ended(Ending.COMPLETE);
    }
    position = stopping.step(position, before, seen, seconds());
    position = taken.ending().map(position::ended).orElse(position);
    log.step(position, loss, seconds(), seen);
    return true;
  }

  /// What is to be seen in the next step.
  private Set<Probe> probes() {
    Set<Probe> probes = EnumSet.noneOf(Probe.class);
    long number = position.step() + 1;
    boolean last = position.batch() + 1 == setup.stepsPerEpoch() || number == setup.steps();
    sampler.watch(probes);
    stopping.watch(last, probes);
    log.watch(number, last, probes);
    return probes;
  }

  private void endEpoch() {
    Listener.Progress progress = progress();
    Tree<Array> params = params();
    Optional<Map<String, Double>> validation =
        parts.validation().map(data -> evaluator.evaluate(params, data));
    log.epoch(position, progress.seconds(), seen, validation);
    sampler.nextEpoch();
    Position before = position;
    double judged = validation.map(m -> m.get("loss")).orElse(before.meanLoss());
    stepping.judged(judged);
    BooleanSupplier works =
        () ->
            Verdict.of("training", parts.train(), evaluator.evaluate(params, parts.train()))
                .healthy();
    position = stopping.epoch(before.nextEpoch(judged), before, seen, params, works);
    if (spec.stop().patience().isPresent() && position.bestEpoch() == position.epoch()) {
      best = params;
    }
    listener.epoch(progress, validation);
  }

  /// The parameters after the last step, as a copy. For a [Listener] of this training.
  public Tree<Array> params() {
    return stepping.state().params();
  }

  private Result finish(Ending ending) {
    Tree<Array> params = best != null ? best : params();
    new Model(setup.description(), params, parts.preprocessor(), spec.toTree(), spec.seed(), hash)
        .save(run.folder());
    double seconds = seconds();
    Map<String, Double> train = evaluator.evaluate(params, parts.train());
    Optional<Map<String, Double>> validation =
        parts.validation().map(data -> evaluator.evaluate(params, data));
    Optional<Map<String, Double>> test = parts.test().map(data -> evaluator.evaluate(params, data));
    Result result =
        new Result(
            ending,
            run.folder(),
            position.epoch(),
            position.step(),
            best != null ? Optional.of(position.bestEpoch()) : Optional.empty(),
            seconds,
            rows / sessionSeconds(),
            Optional.of(train),
            validation,
            test,
            Optional.of(verdict(ending, train, validation, test)),
            fitted(params));
    Map<String, Object> line = new LinkedHashMap<>(Map.of("step", position.step()));
    line.put("result", result.toTree());
    run.log(line);
    return result;
  }

  /// The parameters of a formula.
  private Map<String, Estimate> fitted(Tree<Array> params) {
    if (spec.model().formula().isEmpty()) {
      return Map.of();
    }
    Dataset data = parts.train();
    Map<String, Estimate> fitted = new LinkedHashMap<>();
    Estimate.of(setup.description().network(), params, data.features(), data.targets())
        .forEach((name, e) -> fitted.put(name.substring(name.lastIndexOf('.') + 1), e));
    return fitted;
  }

  private Verdict verdict(
      Ending ending,
      Map<String, Double> train,
      Optional<Map<String, Double>> validation,
      Optional<Map<String, Double>> test) {
    if (ending == Ending.DIVERGED) {
      return Verdict.diverged(position.step() + 1);
    }
    if (validation.isPresent()) {
      return Verdict.of("validation", parts.validation().orElseThrow(), validation.get());
    }
    return test.map(m -> Verdict.of("test", parts.test().orElseThrow(), m))
        .orElseGet(() -> Verdict.of("training", parts.train(), train));
  }

  private Result interruptedResult() {
    return new Result(
        Ending.INTERRUPTED,
        run.folder(),
        position.epoch(),
        position.step(),
        Optional.empty(),
        seconds(),
        rows / sessionSeconds(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Map.of());
  }

  private void save() {
    State state = stepping.state();
    Tree<Array> arrays =
        Tree.<Array>empty()
            .with("params", state.params())
            .with("state", state.optimizer())
            .with("sampler", sampler.state())
            .with("stopping", stopping.state());
    if (best != null) {
      arrays = arrays.with(BEST, best);
    }
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("data-hash", hash);
    values.put("position", position.at(seconds()).toTree());
    run.save(position.step(), new Checkpoint(arrays, values));
  }

  private void restore(Optional<String> before) {
    Tree<Array> fresh = setup.init(spec, parts.train());
    State state = stepping.start(fresh);
    position = Position.START;
    Optional<Checkpoint> found = run.restore(listener::note);
    if (found.isPresent()) {
      Checkpoint c = found.get();
      if (!hash.equals(c.values().get("data-hash"))) {
        throw new UserException(
            "the data is not what the run in "
                + run.folder()
                + " began with; it cannot be resumed");
      }
      before.ifPresent(this::compareBackends);
      state =
          new State(
              like(state.params(), c.arrays().at("params")),
              like(state.optimizer(), c.arrays().at("state")));
      Tree<Array> saved = c.arrays().at(BEST);
      best = saved.size() > 0 ? like(fresh, saved) : null;
      sampler.restore(c.arrays().at("sampler"));
      stopping.restore(c.arrays().at("stopping"));
      position = Position.of(c.values());
    }
    stepping.begin(state);
  }

  /// Kernels of one backend agree in every bit, whatever their width; those of two need not.
  private void compareBackends(String before) {
    String now = Backend.current().name();
    if (!family(now).equals(family(before))) {
      listener.note(
          "the run began with the backend "
              + before
              + " and goes on with "
              + now
              + "; its numbers can differ in the last digits from those of an unbroken run");
    }
  }

  private static String family(String backend) {
    return backend.split("[^A-Za-z]", 2)[0];
  }

  /// The arrays in the order of the network, after a check that they are its own.
  private Tree<Array> like(Tree<Array> known, Tree<Array> saved) {
    for (String name : known.names()) {
      Array a = saved.leaves().get(name);
      if (a == null || !Type.of(a).equals(Type.of(known.get(name)))) {
        throw new UserException(
            "the checkpoint in "
                + run.folder()
                + " does not fit the spec: '"
                + name
                + "' is "
                + (a == null ? "missing" : Type.of(a) + ", not " + Type.of(known.get(name))));
      }
    }
    return Tree.of(known.names(), known.names().stream().map(saved::get).toList());
  }

  private Listener.Progress progress() {
    return new Listener.Progress(
        position.epoch() + 1,
        setup.epochs(),
        position.step(),
        setup.steps(),
        loss,
        position.meanLoss(),
        position.risk(),
        seconds(),
        rows / sessionSeconds());
  }

  private double seconds() {
    return position.seconds() + sessionSeconds();
  }

  private double sessionSeconds() {
    return (System.nanoTime() - began) * 1e-9;
  }
}
