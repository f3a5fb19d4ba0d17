package io.gradus.nn.train;

import io.gradus.array.Array;
import io.gradus.array.DType;
import io.gradus.array.Shape;
import io.gradus.diff.Reverse;
import io.gradus.eval.Backend;
import io.gradus.graph.Expr;
import io.gradus.graph.Graph;
import io.gradus.graph.Tree;
import io.gradus.graph.Type;
import io.gradus.nn.Activation;
import io.gradus.nn.Loss;
import io.gradus.nn.Network;
import io.gradus.nn.optim.GradientTransform;
import io.gradus.nn.optim.GradientTransform.Step;
import io.gradus.nn.optim.GradientTransform.Update;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;

/// One step of training as one function: (params…, state…, x, y) → (params′…, state′…, loss).
///
/// Forward pass, backward pass and update are a single graph, compiled once for each batch size.
/// Not for several threads at once.
///
/// @param network the network
/// @param loss the loss
/// @param activation the activation of the last layer, which the loss may contain
/// @param transform what is done to gradients before they are added to the parameters
/// @param dtype the number format
public record TrainStep(
    Network network, Loss loss, Activation activation, GradientTransform transform, DType dtype) {
  private static final String COUNT = "count";
  private static final String OPTIMIZER = "optimizer";

  /// What a training carries from step to step. An immutable value.
  ///
  /// @param params the parameters
  /// @param optimizer the step count and the state of the optimizer
  public record State(Tree<Array> params, Tree<Array> optimizer) {}

  /// The function for batches of `rows` examples.
  public Graph graph(int rows) {
    Tree<Expr> params = network.params(dtype);
    Tree<Expr> state = named(initial(params), (name, e) -> Expr.param(name, e.type()));
    Expr x = network.input(rows, dtype);
    Expr y = network.target(rows, dtype);
    Expr value = loss.of(network.scores(params, x), activation, y);
    Tree<Expr> grads = Tree.of(params.names(), Reverse.grad(value, params.values()));
    Expr count = state.get(COUNT).add(1);
    Update update = transform.update(grads, state.at(OPTIMIZER), new Step(params, count, value));
    Tree<Expr> next = Tree.leaf(COUNT, count).with(OPTIMIZER, update.state());

    List<Expr> in = new ArrayList<>(params.values());
    in.addAll(state.values());
    in.addAll(List.of(x, y));
    List<Expr> out = new ArrayList<>(params.zip(update.updates(), Expr::add).values());
    out.addAll(state.zip(next, (before, after) -> after).values()); // checks the names
    out.add(value);
    return new Graph(in, out);
  }

  /// The state before the first step.
  public State start(Tree<Array> params) {
    Tree<Expr> in = network.params(dtype);
    Tree<Expr> state = initial(in);
    List<Array> values =
        Backend.current().compile(new Graph(in.values(), state.values())).run(params.values());
    return new State(params, Tree.of(state.names(), values));
  }

  private Tree<Expr> initial(Tree<Expr> params) {
    // Double precision counts without gaps beyond the 2²⁴ steps of float32.
    Expr zero = Expr.fill(0, new Type(DType.F64, Shape.SCALAR));
    return Tree.leaf(COUNT, zero).with(OPTIMIZER, transform.init(params));
  }

  private static Tree<Expr> named(Tree<Expr> tree, BiFunction<String, Expr, Expr> f) {
    return Tree.of(tree.names(), tree.names().stream().map(n -> f.apply(n, tree.get(n))).toList());
  }

  /// Runs steps, each batch size compiled at its first use.
  public Runner runner() {
    return new Runner(this);
  }

  /// The compiled function.
  public static final class Runner {
    private final TrainStep step;
    private final Map<Integer, Backend.Executable> compiled = new HashMap<>();

    private Runner(TrainStep step) {
      this.step = step;
    }

    /// The state after a step.
    ///
    /// @param state the state after it
    /// @param loss the loss of the batch before it
    public record Result(State state, double loss) {}

    /// One step on a batch.
    public Result run(State state, Array x, Array y) {
      List<Array> args = new ArrayList<>(state.params().values());
      args.addAll(state.optimizer().values());
      args.addAll(List.of(x, y));
      List<Array> out =
          compiled
              .computeIfAbsent(
                  x.shape().dim(0), rows -> Backend.current().compile(step.graph(rows)))
              .run(args);
      int p = state.params().size();
      State next =
          new State(
              Tree.of(state.params().names(), out.subList(0, p)),
              Tree.of(state.optimizer().names(), out.subList(p, out.size() - 1)));
      return new Result(next, out.getLast().item());
    }
  }
}
