package io.gradus.nn;

import io.gradus.array.Array;
import io.gradus.array.DType;
import io.gradus.array.Key;
import io.gradus.array.Shape;
import io.gradus.eval.Backend;
import io.gradus.graph.Expr;
import io.gradus.graph.Graph;
import io.gradus.graph.Tree;
import io.gradus.graph.Type;
import io.gradus.nn.Initializer.Fitted;
import io.gradus.nn.Initializer.Reached;
import io.gradus.nn.Layer.Parameter;
import io.gradus.nn.Layer.Trained;
import io.gradus.op.Bilinear;
import java.util.ArrayList;
import java.util.List;

/// Layers one after the other, and the head: the activation that makes predictions of the scores
/// that the last layer yields.
///
/// Parameters are named by place and kind of their layer: `0.dense.weight`, `0.dense.bias`, …
///
/// @param inputs the width of an input row
/// @param layers the layers in order, at least one
/// @param head the activation of the scores, applied by [#apply] and not by [#scores]
public record Network(int inputs, List<Layer> layers, Activation head) {
  /// Copies the list.
  public Network {
    layers = List.copyOf(layers);
    if (layers.isEmpty()) {
      throw new IllegalArgumentException("a network has at least one layer");
    }
  }

  /// The width of an output row.
  public int outputs() {
    return sequence().outputs(inputs);
  }

  /// Fresh parameters: the same key gives the same bits on every machine.
  public Tree<Array> init(Key key, DType dtype) {
    Tree<Parameter> params = parameters();
    List<Array> arrays = new ArrayList<>();
    for (Parameter p : params.values()) {
      Type type = new Type(dtype, p.shape());
      arrays.add(p.init().init(type, p.fanIn(), p.fanOut(), key.fold(arrays.size())));
    }
    return Tree.of(params.names(), arrays);
  }

  /// Fresh parameters, some of which may begin from examples: those of one layer after the other,
  /// as the initializers that are [Fitted] ask for it.
  ///
  /// @param x examples (rows, inputs)
  /// @param y their targets (rows, outputs)
  /// @throws UserException if such an initializer does not fit its parameter
  public Tree<Array> init(Key key, Array x, Array y) {
    Tree<Array> values = init(key, x.dtype());
    Tree<Expr> params = params(x.dtype());
    Expr input = input(x.shape().dim(0), x.dtype());
    List<Expr> nodes = Graph.nodes(List.of(scores(params, input)));
    for (String name : params.names()) {
      if (parameters().get(name).init() instanceof Fitted fitted) {
        Expr product = product(nodes, params.get(name), name);
        List<Expr> operands = new ArrayList<>(params.values());
        operands.add(input);
        List<Array> at = new ArrayList<>(values.values());
        at.add(x);
        Graph graph = new Graph(operands, List.of(product.args().getFirst(), product));
        List<Array> reached = Backend.current().compile(graph).run(at);
        Reached examples = new Reached(reached.get(0), reached.get(1), y);
        values = values.replace(Tree.leaf(name, fitted.fit(values.get(name), examples)));
      }
    }
    return values;
  }

  /// True if a parameter begins from examples.
  public boolean isFitted() {
    return parameters().values().stream().anyMatch(p -> p.init() instanceof Fitted);
  }

  /// The node x W for a parameter W.
  private static Expr product(List<Expr> nodes, Expr weight, String name) {
    return nodes.stream()
        .filter(e -> e.op() instanceof Bilinear.Contract && e.args().get(1) == weight)
        .findFirst()
        .orElseThrow(() -> new UserException(name + " is no weight that could begin from data"));
  }

  /// The parameters before they have numbers.
  public Tree<Parameter> parameters() {
    return sequence().parameters(inputs);
  }

  /// Placeholders for the parameters.
  public Tree<Expr> params(DType dtype) {
    Tree<Parameter> params = parameters();
    return Tree.of(
        params.names(),
        params.names().stream()
            .map(n -> Expr.param(n, new Type(dtype, params.get(n).shape())))
            .toList());
  }

  /// A placeholder for a batch of inputs.
  public Expr input(int rows, DType dtype) {
    return Expr.param("x", new Type(dtype, Shape.of(rows, inputs)));
  }

  /// A placeholder for a batch of targets.
  public Expr target(int rows, DType dtype) {
    return Expr.param("y", new Type(dtype, Shape.of(rows, outputs())));
  }

  /// The scores (batch, outputs) for inputs (batch, inputs).
  public Expr scores(Tree<Expr> params, Expr x) {
    return sequence().apply(params, x);
  }

  /// The scores in training, and the next values of the parameters that are not learned.
  public Trained train(Tree<Expr> params, Expr x, Noise noise) {
    return sequence().train(params, x, noise);
  }

  /// What comes out of each layer in training, in their order. These are the nodes that [#train] is
  /// made of.
  public List<Signal> signals(Tree<Expr> params, Expr x, Noise noise) {
    return sequence().signals(params, x, noise);
  }

  /// The predictions (batch, outputs) for inputs (batch, inputs).
  public Expr apply(Tree<Expr> params, Expr x) {
    return head.of(scores(params, x));
  }

  /// The number of parameters that are learned.
  public long size() {
    return learned(parameters()).values().stream().mapToLong(p -> p.shape().size()).sum();
  }

  /// Of values by the names of the parameters those that belong to parameters that are learned.
  public <T> Tree<T> learned(Tree<T> values) {
    Tree<Parameter> params = parameters();
    return values.filter(name -> params.get(name).learned());
  }

  private Sequence sequence() {
    return new Sequence(layers);
  }
}
