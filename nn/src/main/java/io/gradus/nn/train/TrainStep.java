package io.gradus.nn.train;

import io.gradus.array.Array;
import io.gradus.array.DType;
import io.gradus.array.Key;
import io.gradus.array.Shape;
import io.gradus.diff.Reverse;
import io.gradus.eval.Backend;
import io.gradus.eval.Interpreter;
import io.gradus.graph.Expr;
import io.gradus.graph.Graph;
import io.gradus.graph.Tree;
import io.gradus.graph.Type;
import io.gradus.nn.Activation;
import io.gradus.nn.Layer.Trained;
import io.gradus.nn.Loss;
import io.gradus.nn.Network;
import io.gradus.nn.Noise;
import io.gradus.nn.data.Dataset;
import io.gradus.nn.io.Model;
import io.gradus.nn.optim.GradientTransform;
import io.gradus.nn.optim.GradientTransform.Step;
import io.gradus.nn.optim.GradientTransform.Update;
import io.gradus.nn.optim.ScaleByPlateau;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;

/// One step of training as one function: (params…, state…, x, y) → (params′…, state′…, loss).
///
/// Forward pass, backward pass and update are a single graph, compiled once for each batch size. A
/// loss that is not finite leaves parameters and state as they were: a step may overwrite them, and
/// then there is no other way back.
///
/// @param network the network
/// @param loss the loss
/// @param activation the activation of the last layer, which the loss may contain
/// @param reduction what is made of the losses of the rows
/// @param transform what is done to gradients before they are added to the parameters
/// @param dtype the number format
/// @param noise the source of randomness of layers such as dropout
public record TrainStep(
    Network network,
    Loss loss,
    Activation activation,
    Reduction reduction,
    GradientTransform transform,
    DType dtype,
    Key noise) {
  private static final String COUNT = "count";
  private static final String OPTIMIZER = "optimizer";

  /// A step down the mean loss whose noise, if its layers want any, is that of seed 0.
  public TrainStep(
      Network network, Loss loss, Activation activation, GradientTransform transform, DType dtype) {
    this(network, loss, activation, Reduction.MEAN, transform, dtype, Key.of(0));
  }

  /// What a training carries from step to step. An immutable value.
  ///
  /// @param params the parameters, learned or not
  /// @param optimizer the step count and the state of the optimizer
  public record State(Tree<Array> params, Tree<Array> optimizer) {}

  /// The step of a training as a spec and its data ask for it.
  ///
  /// @throws io.gradus.nn.UserException if the spec does not fit the data
  public static TrainStep of(Spec spec, Dataset train) {
    return Setup.of(spec, train).step(spec);
  }

  /// The step of the training that a model came from. The size of its data is not at hand, so
  /// schedules take an epoch for one step.
  public static TrainStep of(Spec spec, Model.Description model) {
    int steps = spec.steps().or(spec::epochs).orElse(1);
    return new Setup(model, 1, 1, steps, List.of()).step(spec);
  }

  /// The function for batches of `rows` examples.
  public Graph graph(int rows) {
    return watched(rows, Set.of()).graph;
  }

  /// A function with the names of its last results, which are what probes see.
  private record Watched(Graph graph, List<String> seen) {}

  private Watched watched(int rows, Set<Probe> probes) {
    Tree<Expr> params = network.params(dtype);
    Tree<Expr> state = named(initial(params), (name, e) -> Expr.param(name, e.type()));
    Expr x = network.input(rows, dtype);
    Expr y = network.target(rows, dtype);
    Expr count = state.get(COUNT).add(1);
    Noise own = new Noise(noise, count);
    Trained trained = network.train(params, x, own);
    Expr value = loss.of(trained.output(), activation, y);
    Tree<Expr> learned = network.learned(params);
    Expr descended = reduction == Reduction.SUM ? value.mul(rows) : value;
    Tree<Expr> grads = Tree.of(learned.names(), Reverse.grad(descended, learned.values()));
    Step at = new Step(learned, count, value, Optional.of(x));
    Update update = transform.update(grads, state.at(OPTIMIZER), at);
    Tree<Expr> now =
        params.replace(learned.zip(update.updates(), Expr::add)).replace(trained.buffers());
    Tree<Expr> next = Tree.leaf(COUNT, count).with(OPTIMIZER, update.state());

    Expr ok = value.like(Double.POSITIVE_INFINITY).gt(value.abs());
    List<Expr> in = new ArrayList<>(params.values());
    in.addAll(state.values());
    in.addAll(List.of(x, y));
    List<Expr> out = new ArrayList<>(params.zip(now, (p, q) -> kept(ok, q, p)).values());
    out.addAll(state.zip(next, (s, t) -> kept(ok, t, s)).values()); // checks the names
    out.add(value);
    Probe.Inside inside =
        new Probe.Inside(
            loss,
            activation,
            network.signals(params, x, own),
            learned,
            grads,
            update.updates(),
            trained.output(),
            y);
    List<String> seen = new ArrayList<>();
    for (Probe probe : probes) {
      Tree<Expr> sees = probe.of(inside);
      seen.addAll(sees.names());
      out.addAll(sees.values());
    }
    return new Watched(new Graph(in, out), seen);
  }

  /// What is new where `ok` holds, else what was before.
  private static Expr kept(Expr ok, Expr now, Expr before) {
    return ok.cast(now.dtype()).broadcastTo(now.shape()).select(now, before);
  }

  /// The state before the first step.
  public State start(Tree<Array> params) {
    Tree<Expr> in = network.params(dtype);
    Tree<Expr> state = initial(in);
    // Computed once: compiling would take longer.
    List<Array> values = Interpreter.run(new Graph(in.values(), state.values()), params.values());
    return new State(params, Tree.of(state.names(), values));
  }

  private Tree<Expr> initial(Tree<Expr> params) {
    // Double precision counts without gaps beyond the 2²⁴ steps of float32.
    Expr zero = Expr.fill(0, new Type(DType.F64, Shape.SCALAR));
    return Tree.leaf(COUNT, zero).with(OPTIMIZER, transform.init(network.learned(params)));
  }

  private static Tree<Expr> named(Tree<Expr> tree, BiFunction<String, Expr, Expr> f) {
    return Tree.of(tree.names(), tree.names().stream().map(n -> f.apply(n, tree.get(n))).toList());
  }

  /// A training that begins with a state, which it copies.
  public Runner runner(State start) {
    return new Runner(this, start);
  }

  /// Takes steps. Parameters and optimizer state lie in arrays of its own, which each step
  /// overwrites: with a compiled backend a step allocates nothing. For one thread at a time.
  public static final class Runner {
    private final TrainStep step;
    private final State now; // over the arrays that are overwritten
    private final List<Batch> batches = new ArrayList<>();

    private Runner(TrainStep step, State start) {
      this.step = step;
      this.now = copy(start);
    }

    /// The state after the last step, as a copy that later steps do not change.
    public State state() {
      return copy(now);
    }

    /// Tells the loss by which an epoch is judged to the schedule that asks for it, if one does.
    void watch(double loss) {
      now.optimizer()
          .filter(name -> name.endsWith("." + ScaleByPlateau.WATCHED))
          .values()
          .forEach(a -> a.doubles()[0] = loss);
    }

    private static State copy(State s) {
      return new State(s.params().map(Array::copy), s.optimizer().map(Array::copy));
    }

    /// The place for a batch of `rows` examples, the same one each time; compiled at its first use.
    public Batch batch(int rows) {
      return batch(rows, Set.of());
    }

    /// The place for a batch whose step is looked at.
    Batch batch(int rows, Set<Probe> probes) {
      for (int i = 0; i < batches.size(); i++) {
        Batch batch = batches.get(i);
        if (batch.x.shape().dim(0) == rows && batch.probes.equals(probes)) {
          return batch;
        }
      }
      Batch batch = new Batch(step, rows, probes, now);
      batches.add(batch);
      return batch;
    }
  }

  /// A place for the examples of a step: fill `x` and `y`, then [#step].
  public static final class Batch {
    private final Backend.Executable executable;
    private final Array x;
    private final Array y;
    private final Array loss;
    private final Set<Probe> probes;
    private final Tree<Array> seen;
    private final List<Array> args;
    private final List<Array> results;

    private Batch(TrainStep step, int rows, Set<Probe> probes, State now) {
      this.probes = Set.copyOf(probes);
      Watched watched = step.watched(rows, probes);
      Graph graph = watched.graph;
      List<Array> carried = new ArrayList<>(now.params().values());
      carried.addAll(now.optimizer().values());
      executable = Backend.current().compile(graph, carried.size());
      x = Array.zeros(step.dtype, step.network.input(rows, step.dtype).shape());
      y = Array.zeros(step.dtype, step.network.target(rows, step.dtype).shape());
      List<Array> own =
          graph.results().stream()
              .skip(carried.size())
              .map(e -> Array.zeros(e.dtype(), e.shape()))
              .toList();
      loss = own.getFirst();
      seen = Tree.of(watched.seen, own.subList(1, own.size()));
      List<Array> all = new ArrayList<>(carried);
      all.addAll(List.of(x, y));
      args = List.copyOf(all);
      results = own;
    }

    /// The inputs (rows, width), to be written by the caller.
    public Array x() {
      return x;
    }

    /// The targets (rows, outputs), to be written by the caller.
    public Array y() {
      return y;
    }

    /// What the probes saw in the last step, overwritten by the next.
    Tree<Array> seen() {
      return seen;
    }

    /// One step on what `x` and `y` hold. If the loss is not finite, nothing changes.
    ///
    /// @return the loss of the batch before the step
    public double step() {
      executable.run(args, results);
      return loss.item();
    }
  }
}
