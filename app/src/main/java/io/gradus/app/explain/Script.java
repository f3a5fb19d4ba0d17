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
    List<Step> steps = new ArrayList<>();
    for (int i = 0; i < layer.outputs(); i++) {
      int row = i;
      List<Quantity> of = new ArrayList<>(quantities(layer.inputs(), j -> weight(l, row, j)));
      of.addAll(quantities(layer.inputs(), j -> activation(l - 1, j)));
      layer.bias().ifPresent(_ -> of.add(bias(l, row)));
      steps.add(new Step(z(l, i), Formula.of(of, p -> affine(p, layer.inputs()))));
    }
    Activation f = layer.activation();
    List<Quantity> zs = quantities(layer.outputs(), i -> z(l, i));
    for (int i = 0; i < layer.outputs(); i++) {
      int row = i;
      steps.add(
          new Step(
              activation(l, i),
              f.pointwise()
                  ? Formula.of(List.of(zs.get(i)), p -> simple(f.of(p.getFirst())))
                  : Formula.of(zs, p -> simple(entry(f, p, row)))));
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
    boolean last = l == net.layers().size();
    OptionalDouble factor = OptionalDouble.empty();
    if (last && !layer.activation().pointwise()) {
      factor = Residual.factor(net, b.target());
    }
    if (factor.isPresent()) {
      double c = factor.getAsDouble();
      for (int i = 0; i < layer.outputs(); i++) {
        List<Quantity> of = List.of(activation(l, i), target(i));
        steps.add(new Step(delta(l, i), Formula.of(of, p -> p.get(0).sub(p.get(1)).mul(c))));
      }
    } else {
      for (int k = 0; k < layer.outputs(); k++) {
        steps.add(last ? byOutput(k) : passedBack(l, k));
      }
      steps.addAll(layer.activation().pointwise() ? pointwise(l) : rowwise(l));
    }
    for (int i = 0; i < layer.outputs(); i++) {
      for (int j = 0; j < layer.inputs(); j++) {
        List<Quantity> of = List.of(delta(l, i), activation(l - 1, j));
        steps.add(new Step(byWeight(l, i, j), Formula.of(of, p -> p.get(0).mul(p.get(1)))));
      }
      if (layer.bias().isPresent()) {
        steps.add(new Step(byBias(l, i), Formula.of(List.of(delta(l, i)), List::getFirst)));
      }
    }
    sections.add(new Step.Section("backward", l, steps));
  }

  private Step byOutput(int k) {
    Formula formula =
        Formula.of(outputsAndTargets(), p -> simple(Forward.derivative(lossOf(p), p.get(k))));
    return new Step(byActivation(net.layers().size(), k), formula);
  }

  /// ∂L/∂a of a hidden layer: what the next layer passes back.
  private Step passedBack(int l, int k) {
    int outputs = net.layers().get(l).outputs();
    List<Quantity> of = new ArrayList<>(quantities(outputs, m -> weight(l + 1, m, k)));
    of.addAll(quantities(outputs, m -> delta(l + 1, m)));
    return new Step(byActivation(l, k), Formula.of(of, p -> affine(p, outputs)));
  }

  private List<Step> pointwise(int l) {
    DenseNet.Layer layer = net.layers().get(l - 1);
    List<Step> steps = new ArrayList<>();
    for (int i = 0; i < layer.outputs(); i++) {
      Step slope = slope(l, i, i);
      List<Quantity> of = List.of(byActivation(l, i), slope.result());
      steps.add(slope);
      steps.add(new Step(delta(l, i), Formula.of(of, p -> p.get(0).mul(p.get(1)))));
    }
    return steps;
  }

  /// Where every output depends on every score, as in softmax.
  private List<Step> rowwise(int l) {
    int n = net.layers().get(l - 1).outputs();
    List<Step> steps = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      int column = i;
      List<Step> slopes = IntStream.range(0, n).mapToObj(k -> slope(l, k, column)).toList();
      List<Quantity> of = new ArrayList<>(quantities(n, k -> byActivation(l, k)));
      slopes.forEach(s -> of.add(s.result()));
      steps.addAll(slopes);
      steps.add(new Step(delta(l, i), Formula.of(of, p -> affine(p, n))));
    }
    return steps;
  }

  /// ∂a_k/∂z_i.
  private Step slope(int l, int k, int i) {
    DenseNet.Layer layer = net.layers().get(l - 1);
    Activation f = layer.activation();
    List<Quantity> zs = quantities(layer.outputs(), j -> z(l, j));
    Formula formula =
        f.pointwise()
            ? Formula.of(
                List.of(zs.get(i)),
                p -> simple(Forward.derivative(f.of(p.getFirst()), p.getFirst())))
            : Formula.of(zs, p -> simple(Forward.derivative(simple(entry(f, p, k)), p.get(i))));
    Symbol name = Symbol.partial(activation(l, k).symbol(), z(l, i).symbol());
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

  private Quantity z(int l, int i) {
    return new Quantity(Symbol.of("z", "z", l, i + 1), b.z().get(l - 1)[i]);
  }

  /// The activation of a layer; of layer 0 the input.
  private Quantity activation(int l, int i) {
    return l == 0
        ? new Quantity(Symbol.of("x", "x", 0, i + 1), b.input()[i])
        : new Quantity(Symbol.of("a", "a", l, i + 1), b.a().get(l - 1)[i]);
  }

  private Quantity weight(int l, int i, int j) {
    double value = net.layers().get(l - 1).weights()[i][j];
    return new Quantity(Symbol.of("w", "w", l, i + 1, j + 1), value);
  }

  private Quantity bias(int l, int i) {
    double value = net.layers().get(l - 1).bias().orElseThrow()[i];
    return new Quantity(Symbol.of("b", "b", l, i + 1), value);
  }

  private Quantity target(int i) {
    return new Quantity(Symbol.of("t", "t", 0, i + 1), b.target()[i]);
  }

  private Quantity delta(int l, int i) {
    return new Quantity(Symbol.of("δ", "\\delta", l, i + 1), b.deltas().get(l - 1)[i]);
  }

  private Quantity byActivation(int l, int k) {
    return by(activation(l, k), b.byActivation().get(l - 1)[k]);
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
    int n = b.target().length;
    return Stream.concat(
            quantities(n, i -> activation(net.layers().size(), i)).stream(),
            quantities(n, this::target).stream())
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
    int n = p.size() / 2;
    Activation head = net.layers().getLast().activation();
    Expr loss =
        Backpropagation.lossOf(net.loss(), head, row(p.subList(0, n)), row(p.subList(n, 2 * n)));
    return Expand.entries(loss).getFirst();
  }

  private static Expr row(List<Expr> scalars) {
    return Expr.stack(scalars).reshape(1, scalars.size());
  }

  private static Expr simple(Expr e) {
    return Simplify.simplify(e);
  }
}
