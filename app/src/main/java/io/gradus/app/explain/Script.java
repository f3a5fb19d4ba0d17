package io.gradus.app.explain;

import io.gradus.diff.Forward;
import io.gradus.graph.Expr;
import io.gradus.nn.Activation;
import io.gradus.rewrite.Expand;
import io.gradus.rewrite.Simplify;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// Writes a step of gradient descent out by hand. Formulas of activations, of the loss and of their
/// derivatives are those of the network; every value is that of its graph.
public final class Script {
  static final Symbol LOSS = Symbol.letter("L");

  private final Backpropagation b;
  private final DenseNet net;
  private final List<Step.Section> sections = new ArrayList<>();

  private Script(Backpropagation b) {
    this.b = b;
    this.net = b.net();
  }

  /// The steps, in the order of a calculation by hand.
  public static List<Step.Section> of(Backpropagation b) {
    Script script = new Script(b);
    int last = b.net().layers().size();
    for (int l = 1; l <= last; l++) {
      script.forward(l);
    }
    script.loss();
    for (int l = last; l >= 1; l--) {
      script.backward(l);
    }
    for (int l = 1; l <= last; l++) {
      script.update(l);
    }
    return script.sections;
  }

  private void forward(int l) {
    DenseNet.Layer layer = net.layers().get(l - 1);
    Activation f = net.activation(l - 1);
    List<Step> steps = new ArrayList<>();
    for (int k = 0; k < b.batch(); k++) {
      int row = k;
      for (int i = 0; i < layer.outputs(); i++) {
        int unit = i;
        List<Quantity> of = new ArrayList<>(quantities(layer.inputs(), j -> weight(l, unit, j)));
        of.addAll(quantities(layer.inputs(), j -> activation(l - 1, row, j)));
        layer.bias().ifPresent(_ -> of.add(bias(l, unit)));
        steps.add(new Step(z(l, k, i), Formula.of(of, p -> affine(p, layer.inputs()))));
      }
      List<Quantity> zs = quantities(layer.outputs(), i -> z(l, row, i));
      for (int i = 0; i < layer.outputs(); i++) {
        int unit = i;
        steps.add(
            new Step(
                activation(l, k, i),
                f.pointwise()
                    ? Formula.of(List.of(zs.get(i)), p -> simple(f.of(p.getFirst())))
                    : Formula.of(zs, p -> simple(entry(f, p, unit)))));
      }
    }
    sections.add(new Step.Section("forward", l, steps));
  }

  private void loss() {
    Formula formula = Formula.of(outputsAndTargets(), p -> simple(lossOf(p)));
    Step step = new Step(new Quantity(LOSS, b.loss()), formula);
    sections.add(new Step.Section("loss", 0, List.of(step)));
  }

  private void backward(int l) {
    DenseNet.Layer layer = net.layers().get(l - 1);
    List<Step> steps = new ArrayList<>();
    for (int k = 0; k < b.batch(); k++) {
      error(l, k, steps);
    }
    for (int i = 0; i < layer.outputs(); i++) {
      int unit = i;
      List<Quantity> deltas = quantities(b.batch(), k -> delta(l, k, unit));
      for (int j = 0; j < layer.inputs(); j++) {
        int input = j;
        List<Quantity> of = new ArrayList<>(deltas);
        of.addAll(quantities(b.batch(), k -> activation(l - 1, k, input)));
        steps.add(new Step(byWeight(l, i, j), Formula.of(of, p -> affine(p, b.batch()))));
      }
      if (layer.bias().isPresent()) {
        steps.add(new Step(byBias(l, i), Formula.of(deltas, Script::sum)));
      }
    }
    sections.add(new Step.Section("backward", l, steps));
  }

  /// The errors δ of a layer for example k.
  private void error(int l, int k, List<Step> steps) {
    int n = net.layers().get(l - 1).outputs();
    boolean last = l == net.layers().size();
    Activation f = net.activation(l - 1);
    OptionalDouble factor =
        last && !f.pointwise() ? Residual.factor(net, b.targets()) : OptionalDouble.empty();
    if (factor.isPresent()) {
      double c = factor.getAsDouble();
      for (int i = 0; i < n; i++) {
        List<Quantity> of = List.of(activation(l, k, i), target(k, i));
        steps.add(new Step(delta(l, k, i), Formula.of(of, p -> p.get(0).sub(p.get(1)).mul(c))));
      }
    } else {
      for (int i = 0; i < n; i++) {
        steps.add(last ? byOutput(k, i) : passedBack(l, k, i));
      }
      if (f.pointwise()) {
        pointwise(l, k, steps);
      } else {
        rowwise(l, k, steps);
      }
    }
  }

  private Step byOutput(int k, int i) {
    int place = k * net.outputs() + i;
    Formula formula =
        Formula.of(outputsAndTargets(), p -> simple(Forward.derivative(lossOf(p), p.get(place))));
    return new Step(byActivation(net.layers().size(), k, i), formula);
  }

  /// ∂L/∂a of a hidden layer: what the next layer passes back.
  private Step passedBack(int l, int k, int i) {
    int outputs = net.layers().get(l).outputs();
    List<Quantity> of = new ArrayList<>(quantities(outputs, m -> weight(l + 1, m, i)));
    of.addAll(quantities(outputs, m -> delta(l + 1, k, m)));
    return new Step(byActivation(l, k, i), Formula.of(of, p -> affine(p, outputs)));
  }

  private void pointwise(int l, int k, List<Step> steps) {
    for (int i = 0; i < net.layers().get(l - 1).outputs(); i++) {
      Step slope = slope(l, k, i, i);
      List<Quantity> of = List.of(byActivation(l, k, i), slope.result());
      steps.add(slope);
      steps.add(new Step(delta(l, k, i), Formula.of(of, p -> p.get(0).mul(p.get(1)))));
    }
  }

  /// Where every output depends on every score, as in softmax.
  private void rowwise(int l, int k, List<Step> steps) {
    int n = net.layers().get(l - 1).outputs();
    for (int i = 0; i < n; i++) {
      int column = i;
      List<Step> slopes = IntStream.range(0, n).mapToObj(m -> slope(l, k, m, column)).toList();
      List<Quantity> of = new ArrayList<>(quantities(n, m -> byActivation(l, k, m)));
      slopes.forEach(s -> of.add(s.result()));
      steps.addAll(slopes);
      steps.add(new Step(delta(l, k, i), Formula.of(of, p -> affine(p, n))));
    }
  }

  /// ∂aₘ/∂zᵢ for example k.
  private Step slope(int l, int k, int m, int i) {
    Activation f = net.activation(l - 1);
    List<Quantity> zs = quantities(net.layers().get(l - 1).outputs(), j -> z(l, k, j));
    Formula formula =
        f.pointwise()
            ? Formula.of(
                List.of(zs.get(i)),
                p -> simple(Forward.derivative(f.of(p.getFirst()), p.getFirst())))
            : Formula.of(zs, p -> simple(Forward.derivative(simple(entry(f, p, m)), p.get(i))));
    Symbol name = Symbol.partial(activation(l, k, m).symbol(), z(l, k, i).symbol());
    return new Step(new Quantity(name, formula.value()), formula);
  }

  private void update(int l) {
    DenseNet.Layer layer = net.layers().get(l - 1);
    DenseNet.Layer now = b.updated().get(l - 1);
    List<Step> steps = new ArrayList<>();
    for (int i = 0; i < layer.outputs(); i++) {
      for (int j = 0; j < layer.inputs(); j++) {
        steps.add(update(weight(l, i, j), byWeight(l, i, j), now.weights()[i][j]));
      }
      if (layer.bias().isPresent()) {
        steps.add(update(bias(l, i), byBias(l, i), now.bias().orElseThrow()[i]));
      }
    }
    sections.add(new Step.Section("update", l, steps));
  }

  private Step update(Quantity parameter, Quantity gradient, double value) {
    Quantity rate = new Quantity(Symbol.of("η", "\\eta", 0), b.rate());
    return new Step(
        new Quantity(parameter.symbol().next(), value),
        Formula.of(List.of(parameter, rate, gradient), p -> p.get(0).sub(p.get(1).mul(p.get(2)))));
  }

  // Quantities

  private Quantity z(int l, int k, int i) {
    return of(Symbol.of("z", "z", l, i + 1), k, b.z().get(l - 1)[k][i]);
  }

  /// The activation of a layer; of layer 0 the input.
  private Quantity activation(int l, int k, int i) {
    return l == 0
        ? of(Symbol.of("x", "x", 0, i + 1), k, b.inputs()[k][i])
        : of(Symbol.of("a", "a", l, i + 1), k, b.a().get(l - 1)[k][i]);
  }

  private Quantity target(int k, int i) {
    return of(Symbol.of("t", "t", 0, i + 1), k, b.targets()[k][i]);
  }

  private Quantity delta(int l, int k, int i) {
    return of(Symbol.of("δ", "\\delta", l, i + 1), k, b.deltas().get(l - 1)[k][i]);
  }

  private Quantity byActivation(int l, int k, int i) {
    return by(activation(l, k, i), b.byActivation().get(l - 1)[k][i]);
  }

  /// A quantity of example k, whose symbol says so where there are several.
  private Quantity of(Symbol symbol, int k, double value) {
    return new Quantity(b.batch() == 1 ? symbol : symbol.example(k + 1), value);
  }

  private Quantity weight(int l, int i, int j) {
    double value = net.layers().get(l - 1).weights()[i][j];
    return new Quantity(Symbol.of("w", "w", l, i + 1, j + 1), value);
  }

  private Quantity bias(int l, int i) {
    double value = net.layers().get(l - 1).bias().orElseThrow()[i];
    return new Quantity(Symbol.of("b", "b", l, i + 1), value);
  }

  private Quantity byWeight(int l, int i, int j) {
    return by(weight(l, i, j), b.gradients().get(l - 1).weights()[i][j]);
  }

  private Quantity byBias(int l, int i) {
    return by(bias(l, i), b.gradients().get(l - 1).bias().orElseThrow()[i]);
  }

  private static Quantity by(Quantity x, double value) {
    return new Quantity(Symbol.partial(LOSS, x.symbol()), value);
  }

  private List<Quantity> outputsAndTargets() {
    int n = net.outputs();
    int all = b.batch() * n;
    return Stream.concat(
            quantities(all, i -> activation(net.layers().size(), i / n, i % n)).stream(),
            quantities(all, i -> target(i / n, i % n)).stream())
        .toList();
  }

  private static List<Quantity> quantities(int n, IntFunction<Quantity> quantity) {
    return IntStream.range(0, n).mapToObj(quantity).toList();
  }

  // Formulas over scalars

  /// Σ pᵢ pₙ₊ᵢ, and the last one if there are more than 2n.
  private static Expr affine(List<Expr> p, int n) {
    Expr sum = p.get(0).mul(p.get(n));
    for (int i = 1; i < n; i++) {
      sum = sum.add(p.get(i).mul(p.get(n + i)));
    }
    return p.size() > 2 * n ? sum.add(p.getLast()) : sum;
  }

  private static Expr entry(Activation f, List<Expr> zs, int i) {
    return Expand.entries(f.of(row(zs))).get(i);
  }

  private Expr lossOf(List<Expr> p) {
    int all = p.size() / 2;
    Expr loss = net.lossByOutputs(rows(p.subList(0, all)), rows(p.subList(all, 2 * all)));
    return Expand.entries(loss).getFirst();
  }

  private Expr rows(List<Expr> scalars) {
    return Expr.stack(scalars).reshape(b.batch(), net.outputs());
  }

  private static Expr sum(List<Expr> p) {
    return p.stream().reduce(Expr::add).orElseThrow();
  }

  private static Expr row(List<Expr> scalars) {
    return Expr.stack(scalars).reshape(1, scalars.size());
  }

  private static Expr simple(Expr e) {
    return Simplify.simplify(e);
  }
}
