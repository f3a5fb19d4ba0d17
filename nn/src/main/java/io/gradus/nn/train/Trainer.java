package io.gradus.nn.train;

import io.gradus.array.Array;
import io.gradus.eval.Backend;
import io.gradus.graph.Tree;
import io.gradus.graph.Type;
import io.gradus.nn.UserException;
import io.gradus.nn.io.Checkpoint;
import io.gradus.nn.io.Json;
import io.gradus.nn.io.Model;
import io.gradus.nn.io.RunDirectory;
import io.gradus.nn.train.Result.Ending;
import io.gradus.nn.train.TrainStep.State;
import java.time.Duration;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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
  private final TrainStep step;
  private final Sampler sampler;
  private final Set<Probe> watched;
  private final Evaluator evaluator;
  private final String hash;
  private volatile boolean interrupted;

  private TrainStep.Runner runner;
  private Position position;
  private double loss = Double.NaN; // of the last batch
  private Tree<Array> best;
  private long began;
  private long seen; // rows of this session

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
    this.step = setup.step(spec);
    this.sampler =
        new Sampler(
            spec.sampling(),
            parts.train(),
            Math.min(spec.batch(), parts.train().size()),
            Keys.ORDER.of(spec));
    this.watched = sampler.remembers() ? EnumSet.of(Probe.ROW_LOSSES) : EnumSet.noneOf(Probe.class);
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
    listener.started(progress());
    Ending ending = loop();
    return ending == Ending.INTERRUPTED ? interruptedResult() : finish(ending);
  }

  private Ending loop() {
    Supplier<Listener.Progress> progress = this::progress; // one for all steps
    long saved = System.nanoTime();
    while (position.step() < setup.steps() && !impatient()) {
      if (interrupted) {
        save();
        return Ending.INTERRUPTED;
      }
      if (!oneStep()) {
        return Ending.DIVERGED;
      }
      listener.step(progress);
      if (position.batch() == setup.stepsPerEpoch() || position.step() == setup.steps()) {
        endEpoch();
      }
      if (System.nanoTime() - saved >= interval.toNanos()) {
        save();
        saved = System.nanoTime();
      }
    }
    save();
    return impatient() ? Ending.PATIENCE : Ending.COMPLETE;
  }

  /// One batch further; false if its loss is not finite, and then all is as before.
  private boolean oneStep() {
    int[] order = sampler.order(position.epoch());
    int from = position.batch() * spec.batch();
    int size = Math.min(spec.batch(), order.length - from);
    TrainStep.Batch batch = runner.batch(size, watched);
    parts.train().gather(order, from, size, batch.x(), batch.y());
    double now = batch.step();
    if (!Double.isFinite(now)) {
      return false;
    }
    if (sampler.remembers()) {
      sampler.seen(from, batch.seen().get(Probe.LOSSES));
    }
    loss = now;
    position = position.step(loss, size);
    seen += size;
    return true;
  }

  private void endEpoch() {
    Listener.Progress progress = progress();
    Tree<Array> params = runner.state().params();
    Optional<Map<String, Double>> validation =
        parts.validation().map(data -> evaluator.evaluate(params, data));
    Map<String, Object> line = new LinkedHashMap<>();
    line.put("epoch", position.epoch() + 1);
    line.put("step", position.step());
    line.put("seconds", progress.seconds());
    line.put("train", Map.of("loss", Json.number(position.meanLoss())));
    validation.ifPresent(m -> line.put("validation", m));
    run.log(line);
    sampler.nextEpoch();
    position = position.nextEpoch(validation.map(m -> m.get("loss")).orElse(position.meanLoss()));
    if (spec.stop().patience().isPresent() && position.bestEpoch() == position.epoch()) {
      best = params;
    }
    listener.epoch(progress, validation);
  }

  /// True if the last `patience` epochs brought nothing better.
  private boolean impatient() {
    return spec.stop().patience().isPresent()
        && position.epoch() - position.bestEpoch() >= spec.stop().patience().get();
  }

  private Result finish(Ending ending) {
    Tree<Array> params = best != null ? best : runner.state().params();
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
            seen / sessionSeconds(),
            Optional.of(train),
            validation,
            test,
            Optional.of(verdict(ending, train, validation, test)));
    Map<String, Object> line = new LinkedHashMap<>(Map.of("step", position.step()));
    line.put("result", result.toTree());
    run.log(line);
    return result;
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
        seen / sessionSeconds(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  private void save() {
    State state = runner.state();
    Tree<Array> arrays =
        Tree.<Array>empty()
            .with("params", state.params())
            .with("state", state.optimizer())
            .with("sampler", sampler.state());
    if (best != null) {
      arrays = arrays.with(BEST, best);
    }
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("data-hash", hash);
    values.put("position", position.at(seconds()).toTree());
    run.save(position.step(), new Checkpoint(arrays, values));
  }

  private void restore(Optional<String> before) {
    Tree<Array> fresh = step.network().init(Keys.PARAMETERS.of(spec), spec.precision());
    State state = step.start(fresh);
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
      position = Position.of(c.values());
    }
    runner = step.runner(state);
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
        seconds(),
        seen / sessionSeconds());
  }

  private double seconds() {
    return position.seconds() + sessionSeconds();
  }

  private double sessionSeconds() {
    return (System.nanoTime() - began) * 1e-9;
  }
}
