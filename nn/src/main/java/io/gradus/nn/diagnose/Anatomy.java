package io.gradus.nn.diagnose;

import io.gradus.array.Shape;
import io.gradus.diff.Reverse;
import io.gradus.graph.Expr;
import io.gradus.graph.Graph;
import io.gradus.graph.Tree;
import io.gradus.nn.Noise;
import io.gradus.nn.Signal;
import io.gradus.nn.diagnose.Provenance.Phase;
import io.gradus.nn.train.Reduction;
import io.gradus.nn.train.TrainStep;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;

/// Which node of the graph of a training step does what: its phase and its layer.
///
/// Layers, loss and gradients are built once more from the parameters of the graph. Since nodes are
/// interned, that gives the very nodes of the graph.
final class Anatomy {
  /// The place of a node.
  ///
  /// @param where the layer such as `1.dense`, `loss`; in the update the parameter, or `optimizer`
  record Place(Phase phase, String where) {}

  private static final String LOSS = "loss";

  private final TrainStep step;
  private final int rows;
  private final Graph graph;
  private final Tree<Expr> params;
  private final Tree<Expr> state;
  private final Map<Expr, Place> places = new LinkedHashMap<>(); // in the order of evaluation

  /// @param rows the rows of the batch
  /// @param states the names of the state of the optimizer
  Anatomy(TrainStep step, int rows, List<String> states) {
    this.step = step;
    this.rows = rows;
    this.graph = step.graph(rows);
    List<String> names = step.network().parameters().names();
    int n = names.size();
    this.params = Tree.of(names, graph.params().subList(0, n));
    this.state = Tree.of(states, graph.params().subList(n, n + states.size()));
    dissect();
  }

  private void dissect() {
    Noise noise = new Noise(step.noise(), state.get("count").add(1));
    List<Signal> layers = step.network().signals(params, x(), noise);
    for (Signal layer : layers) {
      put(Phase.FORWARD, layer.layer(), List.of(layer.output()));
    }
    Expr loss = loss();
    put(Phase.FORWARD, LOSS, List.of(loss));
    Expr descended = step.reduction() == Reduction.SUM ? loss.mul(rows) : loss;
    Tree<Expr> learned = step.network().learned(params);
    Tree<Expr> grads = Tree.of(learned.names(), Reverse.grad(descended, learned.values()));
    for (int i = layers.size(); i >= 0; i--) {
      String where = i == layers.size() ? LOSS : layers.get(i).layer();
      List<Expr> pulled = new ArrayList<>(grads.at(where).values());
      if (i > 0) {
        pulled.addAll(Reverse.grad(descended, List.of(layers.get(i - 1).output())));
      }
      put(Phase.BACKWARD, where, pulled);
    }
    dissectUpdate(grads);
  }

  /// What is computed from one parameter and its gradient belongs to it, what is computed from
  /// several to the optimizer.
  private void dissectUpdate(Tree<Expr> grads) {
    Map<Expr, Set<String>> from = new HashMap<>();
    params.leaves().forEach((name, e) -> from.put(e, Set.of(name)));
    grads.leaves().forEach((name, e) -> from.put(e, Set.of(name)));
    for (Expr e : graph.nodes()) {
      if (!places.containsKey(e)) {
        Set<String> names = new TreeSet<>();
        e.args().forEach(arg -> names.addAll(from.getOrDefault(arg, Set.of())));
        from.put(e, names);
        places.put(
            e, new Place(Phase.UPDATE, names.size() == 1 ? names.iterator().next() : "optimizer"));
      }
    }
  }

  private void put(Phase phase, String where, Collection<Expr> results) {
    Graph.nodes(results).forEach(e -> places.putIfAbsent(e, new Place(phase, where)));
  }

  Graph graph() {
    return graph;
  }

  /// The loss before the step.
  Expr loss() {
    return graph.results().getLast();
  }

  /// The inputs.
  Expr x() {
    return graph.params().get(graph.params().size() - 2);
  }

  /// The targets.
  Expr y() {
    return graph.params().getLast();
  }

  /// The parameters before the step.
  Tree<Expr> params() {
    return params;
  }

  /// The parameters after the step.
  List<Expr> next() {
    return graph.results().subList(0, params.size());
  }

  /// The state of the optimizer before the step.
  Tree<Expr> state() {
    return state;
  }

  Place place(Expr node) {
    return places.get(node);
  }

  /// The nodes in the order of evaluation.
  List<Expr> nodes() {
    return List.copyOf(places.keySet());
  }

  /// The row of the batch to which a number belongs; empty if the node has no axis of rows. Such an
  /// axis grows with the batch.
  OptionalInt row(Expr node, int index) {
    if (rows == 1) {
      return OptionalInt.of(0);
    }
    List<Expr> nodes = graph.nodes();
    List<Expr> others = step.graph(rows + 1).nodes();
    int at = nodes.indexOf(node);
    Shape shape = node.shape();
    Shape other = nodes.size() == others.size() ? others.get(at).shape() : shape;
    for (int axis = 0; axis < shape.rank() && shape.rank() == other.rank(); axis++) {
      if (shape.dim(axis) == rows && other.dim(axis) == rows + 1) {
        return OptionalInt.of(index / shape.strides()[axis] % rows);
      }
    }
    return OptionalInt.empty();
  }
}
