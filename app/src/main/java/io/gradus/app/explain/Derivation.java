package io.gradus.app.explain;

import io.gradus.diff.Forward;
import io.gradus.graph.Expr;
import io.gradus.nn.Activation;
import io.gradus.nn.Activations;
import io.gradus.rewrite.Simplify;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/// The derivation for an architecture, without numbers: a sentence with its equations each.
///
/// @param key the key of the sentence
/// @param arguments what the sentence mentions
/// @param equations the equations
record Derivation(String key, List<Object> arguments, List<Equation> equations) {
  private static final Symbol TIMES = Symbol.sign("⊙", "\\odot");
  private static final Symbol SUM =
      new Symbol("∑ₖ ", "\\sum_{k}", "<munder><mo>∑</mo><mi>k</mi></munder>");
  private static final Quantity Z = new Quantity(Symbol.letter("z"), 0);

  /// The derivation for a network whose targets are like these.
  static List<Derivation> of(DenseNet net, double[][] targets) {
    List<Derivation> parts = new ArrayList<>();
    Symbol below = at("a", "a", "ℓ-1");
    Symbol plusBias = Symbol.row(Symbol.sign("+", "+"), at("b", "b", "ℓ"));
    boolean biased = net.layers().stream().anyMatch(l -> l.bias().isPresent());
    Symbol affine = Symbol.row(at("W", "W", "ℓ"), below);
    Equation z = Equation.of(at("z", "z", "ℓ"), biased ? Symbol.row(affine, plusBias) : affine);
    Equation a = Equation.of(at("a", "a", "ℓ"), f("f", at("z", "z", "ℓ")));
    parts.add(new Derivation("general.forward", List.of(), List.of(z, a)));
    Set<Activation> activations = new LinkedHashSet<>();
    IntStream.range(0, net.layers().size()).forEach(l -> activations.add(net.activation(l)));
    for (Activation f : activations) {
      if (f.pointwise()) {
        List<Equation> equations = List.of(value(f), slope(f));
        parts.add(new Derivation("general.activation", List.of(f.name()), equations));
      }
    }
    if (activations.contains(Activations.TANH)) {
      parts.add(new Derivation("general.tanh", List.of(), List.of(tanh())));
    }
    parts.add(output(net, targets));
    if (net.layers().size() > 1) {
      Symbol back = Symbol.row(at("W", "W", "ℓ+1").transposed(), at("δ", "\\delta", "ℓ+1"));
      Symbol slope = f("f'", at("z", "z", "ℓ"));
      parts.add(
          new Derivation(
              "general.hidden",
              List.of(),
              List.of(
                  Equation.of(
                      at("δ", "\\delta", "ℓ"), Symbol.row(slope, TIMES, back.bracketed())))));
    }
    Symbol delta = at("δ", "\\delta", "ℓ");
    boolean one = targets.length == 1;
    UnaryOperator<Symbol> sum = of -> one ? of : Symbol.row(SUM, of);
    UnaryOperator<Symbol> each = of -> one ? of : of.example("k");
    Symbol byWeight = Symbol.row(each.apply(delta), each.apply(below).transposed());
    List<Equation> gradients = new ArrayList<>();
    gradients.add(Equation.of(Symbol.partial(Script.LOSS, at("W", "W", "ℓ")), sum.apply(byWeight)));
    if (biased) {
      Symbol byBias = Symbol.partial(Script.LOSS, at("b", "b", "ℓ"));
      gradients.add(Equation.of(byBias, sum.apply(each.apply(delta))));
    }
    parts.add(new Derivation("general.gradients", List.of(), gradients));
    parts.add(new Derivation("general.size", List.of(net.size()), List.of(size(net))));
    return parts;
  }

  private static Derivation output(DenseNet net, double[][] targets) {
    OptionalDouble c = Residual.factor(net, targets);
    Symbol delta = at("δ", "\\delta", "L");
    if (c.isPresent()) {
      List<Quantity> of =
          List.of(new Quantity(at("a", "a", "L"), 0), new Quantity(Symbol.letter("t"), 0));
      Formula difference = Formula.of(of, p -> p.get(0).sub(p.get(1)).mul(c.getAsDouble()));
      return new Derivation(
          "general.residual", List.of(), List.of(Equation.of(delta, difference.symbols())));
    }
    Symbol byOutput = Symbol.partial(Script.LOSS, at("a", "a", "L"));
    Symbol z = at("z", "z", "L");
    Symbol chain =
        net.activation(net.layers().size() - 1).pointwise()
            ? Symbol.row(f("f'", z), TIMES, byOutput)
            : Symbol.row(Symbol.partial(at("a", "a", "L"), z).bracketed().transposed(), byOutput);
    return new Derivation("general.output", List.of(), List.of(Equation.of(delta, chain)));
  }

  private static Equation value(Activation f) {
    return printed("f", f::of);
  }

  private static Equation slope(Activation f) {
    return printed("f'", z -> Forward.derivative(f.of(z), z));
  }

  /// tanh with one exponential, written so that it cannot overflow for z ≥ 0.
  private static Equation tanh() {
    return printed("tanh", Derivation::tanhByOneExponential);
  }

  static Expr tanhByOneExponential(Expr z) {
    Expr e = z.mul(-2).exp();
    return e.neg().add(1).div(e.add(1));
  }

  private static Equation printed(String name, UnaryOperator<Expr> body) {
    Formula formula = Formula.of(List.of(Z), p -> Simplify.simplify(body.apply(p.getFirst())));
    return Equation.of(f(name, Z.symbol()), formula.symbols());
  }

  private static Equation size(DenseNet net) {
    List<Symbol> terms = new ArrayList<>();
    for (DenseNet.Layer layer : net.layers()) {
      Symbol inputs = Symbol.number(layer.inputs());
      Symbol each =
          layer.bias().isPresent()
              ? Symbol.row(inputs, Symbol.sign("+", "+"), Symbol.number(1)).bracketed()
              : inputs;
      if (!terms.isEmpty()) {
        terms.add(Symbol.sign("+", "+"));
      }
      terms.addAll(List.of(Symbol.number(layer.outputs()), Symbol.sign("·", "\\cdot"), each));
    }
    return Equation.of(Symbol.row(terms.toArray(Symbol[]::new)), Symbol.number(net.size()));
  }

  private static Symbol at(String letter, String tex, String layer) {
    return Symbol.indexed(letter, tex, layer, "");
  }

  private static Symbol f(String name, Symbol of) {
    String tex = name.length() > 2 ? "\\" + name : name;
    return Symbol.row(new Symbol(name, tex, "<mi>" + name + "</mi>"), of.bracketed());
  }
}
