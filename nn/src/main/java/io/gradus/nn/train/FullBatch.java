package io.gradus.nn.train;

import io.gradus.array.Array;
import io.gradus.array.DType;
import io.gradus.graph.Expr;
import io.gradus.graph.Tree;
import io.gradus.graph.Type;
import io.gradus.nn.Network;
import io.gradus.nn.Noise;
import io.gradus.nn.data.Dataset;
import io.gradus.nn.io.Model;
import io.gradus.nn.optim.EmpiricalRisk;
import io.gradus.nn.optim.Evaluations;
import io.gradus.nn.optim.Evaluations.Counted;
import io.gradus.nn.optim.Minimizer;
import io.gradus.nn.optim.Minimizer.Iteration;
import io.gradus.nn.optim.Objective.Point;
import io.gradus.nn.train.Result.Ending;
import io.gradus.nn.train.TrainStep.State;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Steps by a minimizer, each an iteration over all rows, in float64.
final class FullBatch implements Stepping {
  /// What is seen of the minimizer itself.
  static final String MINIMIZER = "minimizer";

  private static final String EVALUATIONS = "evaluations";

  private final Minimizer minimizer;
  private final Model.Description description;
  private final Dataset data;
  private final double gradientNorm;

  private EmpiricalRisk risk;
  private Counted counted;
  private Tree<Array> state; // of the minimizer

  /// @param gradientNorm the norm of the gradient that ends the training
  FullBatch(Minimizer minimizer, Model.Description description, Dataset data, double gradientNorm) {
    this.minimizer = minimizer;
    this.description = description;
    this.data = data;
    this.gradientNorm = gradientNorm;
  }

  /// What the user should know, a sentence each.
  static List<String> notes(Spec spec, Network network) {
    List<String> notes = new ArrayList<>();
    if (!spec.batch().equals(Spec.defaults().batch())) {
      notes.add("the optimizer looks at all rows in every step; batch is not used");
    }
    if (!spec.schedule().isEmpty()
        || spec.layerRates().isPresent()
        || spec.clip().isPresent()
        || !spec.regularization().equals(Spec.defaults().regularization())) {
      notes.add(
          "the optimizer finds the length of its steps itself; schedule, layer-rates, clip and"
              + " regularization are not used");
    }
    Tree<Expr> params = network.params(DType.F64);
    Expr x = network.input(1, DType.F64);
    Noise noise = new Noise(Keys.NOISE.of(spec), Expr.param("count", Type.f64()));
    if (network.train(params, x, noise).output() != network.scores(params, x)) {
      notes.add(
          "the optimizer looks at the network as it is used, without dropout and batch statistics");
    }
    return notes;
  }

  @Override
  public State start(Tree<Array> params) {
    prepare(params, Evaluations.NONE);
    Tree<Array> first = minimizer.start(counted, risk.vector(params));
    return new State(params, first.with(EVALUATIONS, counted.count().toArray()));
  }

  private void prepare(Tree<Array> params, Evaluations before) {
    if (risk == null) {
      risk =
          new EmpiricalRisk(
              description.network(),
              description.loss(),
              description.activation(),
              params,
              data.features(),
              data.targets());
    }
    counted = new Counted(risk, before);
  }

  @Override
  public void begin(State s) {
    prepare(s.params(), Evaluations.of(s.optimizer().get(EVALUATIONS)));
    state = s.optimizer().filter(name -> !name.equals(EVALUATIONS));
  }

  @Override
  public State state() {
    return new State(
        risk.params(Minimizer.point(state).w()),
        state.with(EVALUATIONS, counted.count().toArray()));
  }

  @Override
  public Taken step(int[] order, int from, int size, Set<Probe> probes) {
    Point before = Minimizer.point(state);
    Iteration now = minimizer.iterate(counted, state);
    Point to = now.point();
    state = now.state();
    Tree<Array> seen =
        Tree.leaf(Probe.GRADIENT, number(norm(to.gradient())))
            .with(Probe.UPDATE, number(distance(to.w(), before.w())))
            .with(MINIMIZER, columns(now))
            .with(Probe.LAYERS, layers(before, to));
    return new Taken(to.value(), seen, ending(now));
  }

  private Optional<Ending> ending(Iteration now) {
    if (!now.moved()) {
      return Optional.of(Ending.NO_PROGRESS);
    }
    return norm(now.point().gradient()) <= gradientNorm
        ? Optional.of(Ending.GRADIENT_NORM)
        : Optional.empty();
  }

  private Tree<Array> columns(Iteration now) {
    Tree<Array> columns =
        Tree.leaf(EVALUATIONS, number(counted.count().places()))
            .with("stepLength", number(now.length()))
            .with("gradientNorm", number(norm(now.point().gradient())));
    return now.damping().map(l -> columns.with("damping", number(l))).orElse(columns);
  }

  /// For each layer what [Probe#LAYER_NORMS] sees.
  private Tree<Array> layers(Point before, Point to) {
    Map<String, double[]> squares = new LinkedHashMap<>();
    int at = 0;
    Tree<Array> learned = description.network().learned(risk.params(to.w()));
    for (String name : learned.names()) {
      int end = name.indexOf('.', name.indexOf('.') + 1);
      double[] sums = squares.computeIfAbsent(name.substring(0, end), layer -> new double[3]);
      for (int i = 0; i < learned.get(name).size(); i++, at++) {
        double change = to.w()[at] - before.w()[at];
        sums[0] += before.gradient()[at] * before.gradient()[at];
        sums[1] += before.w()[at] * before.w()[at];
        sums[2] += change * change;
      }
    }
    Tree<Array> norms = Tree.empty();
    for (Map.Entry<String, double[]> layer : squares.entrySet()) {
      double[] sums = layer.getValue();
      norms =
          norms.with(
              layer.getKey(),
              Tree.leaf("gradientNorm", number(Math.sqrt(sums[0])))
                  .with("weightNorm", number(Math.sqrt(sums[1])))
                  .with("updateRatio", number(Math.sqrt(sums[2] / sums[1]))));
    }
    return norms;
  }

  private static double norm(double[] a) {
    return distance(a, new double[a.length]);
  }

  private static double distance(double[] a, double[] b) {
    double squares = 0;
    for (int i = 0; i < a.length; i++) {
      squares += (a[i] - b[i]) * (a[i] - b[i]);
    }
    return Math.sqrt(squares);
  }

  private static Array number(double x) {
    return Array.of(x);
  }
}
