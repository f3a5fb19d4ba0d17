package io.gradus.nn;

import static io.gradus.op.Pointwise.Unary.ERFC;
import static io.gradus.op.Pointwise.Unary.EXPM1;

import io.gradus.graph.Expr;
import io.gradus.graph.Graph;
import io.gradus.op.Flat;
import io.gradus.text.Parsed;
import io.gradus.text.ReadException;
import io.gradus.text.Reader;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;

/// The activations by name. Each is one constant; its tests, print and derivatives follow from the
/// formula.
///
/// Formulas are chosen so that value and derivatives stay finite at large inputs: a branch that is
/// not taken gets an argument at which nothing overflows.
public final class Activations {
  private static final Map<String, Activation> ALL = new LinkedHashMap<>();
  private static final Map<String, String> SYNONYMS =
      Map.of("linear", "identity", "none", "identity", "swish", "silu");

  /// x. Also called `linear`.
  public static final Activation IDENTITY = activation("identity", x -> x);

  /// 1/(1 + e⁻ˣ).
  public static final Activation SIGMOID = activation("sigmoid", Expr::logistic);

  /// The hyperbolic tangent.
  public static final Activation TANH = activation("tanh", Expr::tanh);

  /// max(0, x); derivative 0 at 0, the subgradient of least norm.
  ///
  /// Source: Nair and Hinton 2010.
  public static final Activation RELU = activation("relu", x -> x.max(0), 0);

  /// x for x > 0, αx otherwise.
  ///
  /// Source: Maas, Hannun and Ng 2013.
  public static final Activation LEAKY_RELU =
      activation(
          "leaky-relu",
          Map.of("alpha", 0.01),
          (x, s) -> x.gt(0).select(x, x.mul(s.applyAsDouble("alpha"))),
          0);

  /// x for x > 0, α(eˣ − 1) otherwise.
  ///
  /// Source: Clevert, Unterthiner and Hochreiter 2016.
  public static final Activation ELU =
      activation("elu", Map.of("alpha", 1.0), (x, s) -> elu(x, s.applyAsDouble("alpha")), 0);

  /// λx for x > 0, λα(eˣ − 1) otherwise; keeps mean 0 and variance 1 through layers whose weights
  /// are LeCun-normal.
  ///
  /// Source: Klambauer, Unterthiner, Mayr and Hochreiter 2017.
  public static final Activation SELU =
      activation("selu", x -> elu(x, 1.6732632423543772).mul(1.0507009873554805), 0);

  /// ln(1 + eˣ).
  public static final Activation SOFTPLUS = activation("softplus", Expr::softplus);

  /// x/(1 + |x|).
  public static final Activation SOFTSIGN = activation("softsign", x -> x.div(x.abs().add(1)));

  /// x/(1 + e⁻ˣ), also called swish.
  ///
  /// Source: Elfwing, Uchibe and Doya 2018.
  public static final Activation SILU = activation("silu", x -> x.mul(x.logistic()));

  /// x Φ(x) = x/2 (1 + erf(x/√2)), written with erfc to keep small values exact.
  ///
  /// Source: Hendrycks and Gimpel 2016.
  public static final Activation GELU =
      activation("gelu", x -> x.mul(0.5).mul(x.mul(-Math.sqrt(0.5)).apply(ERFC)));

  /// x/2 (1 + tanh u) = x/(1 + e⁻²ᵘ) with u = √(2/π)(x + c x³): the tanh form of [#GELU].
  public static final Activation GELU_TANH =
      activation(
          "gelu-tanh",
          Map.of("c", 0.044715),
          (x, s) ->
              x.mul(
                  x.add(x.square().mul(x).mul(s.applyAsDouble("c")))
                      .mul(2 * Math.sqrt(2 / Math.PI))
                      .logistic()));

  /// x tanh(ln(1 + eˣ)).
  ///
  /// Source: Misra 2020.
  public static final Activation MISH = activation("mish", x -> x.mul(x.softplus().tanh()));

  /// αx + β, kept between 0 and 1.
  public static final Activation HARD_SIGMOID =
      activation(
          "hard-sigmoid",
          Map.of("alpha", 0.2, "beta", 0.5),
          (x, s) -> x.mul(s.applyAsDouble("alpha")).add(s.applyAsDouble("beta")).max(0).min(1),
          -2.5,
          2.5);

  /// x, kept between −1 and 1.
  public static final Activation HARD_TANH = activation("hard-tanh", x -> x.max(-1).min(1), -1, 1);

  /// exp(−x²).
  public static final Activation GAUSSIAN = activation("gaussian", x -> x.square().neg().exp());

  /// eˣ.
  public static final Activation EXP = activation("exp", Expr::exp);

  /// sin x.
  public static final Activation SINE = activation("sine", Expr::sin);

  /// 1 for x > 0, 0 otherwise; derivative 0.
  public static final Activation STEP = activation("step", x -> x.gt(0), 0);

  /// −1, 0 or 1; derivative 0.
  public static final Activation SIGN = activation("sign", Expr::sign, 0);

  /// exp(xᵢ)/Σⱼ exp(xⱼ) along the last axis.
  public static final Activation SOFTMAX = rowwise("softmax", x -> x.softmax(-1));

  /// The logarithm of [#SOFTMAX].
  public static final Activation LOG_SOFTMAX = rowwise("log-softmax", x -> x.logSoftmax(-1));

  /// Reads `relu`, `{elu: {alpha: 0.5}}`, `{elu: 0.5}`, `{formula: "x*tanh(x)"}` and, for places
  /// that hold a text only, `"{x*tanh(x)}"`.
  public static final Codec.Converter<Activation> CONVERTER =
      new Codec.Converter<>() {
        @Override
        public Activation read(Object node, Codec.Reading in) {
          if (!(node instanceof Map<?, ?> map)) {
            String text = in.text(node).strip();
            return in.ask(() -> isFormula(text) ? formula(inside(text)) : named(text));
          }
          if (map.size() != 1) {
            throw in.wrong("one activation with its settings", node);
          }
          String name = String.valueOf(map.keySet().iterator().next());
          Object value = map.get(name);
          if (name.equals("formula")) {
            Codec.Reading at = in.at(name);
            return at.ask(() -> formula(at.text(value)));
          }
          return withSettings(in.ask(() -> named(name)), value, in.at(name));
        }

        @Override
        public Object write(Activation a, Codec codec) {
          if (!ALL.containsKey(a.name())) {
            return Map.of("formula", a.name());
          }
          return a.settings().isEmpty() ? a.name() : Map.of(a.name(), a.settings());
        }

        @Override
        public Collection<String> names() {
          return Activations.names();
        }
      };

  private static boolean isFormula(String text) {
    return text.startsWith("{") && text.endsWith("}");
  }

  private static String inside(String braces) {
    return braces.substring(1, braces.length() - 1).strip();
  }

  private Activations() {}

  /// All activations, in the order of this file.
  public static Collection<Activation> all() {
    return Collections.unmodifiableCollection(ALL.values());
  }

  /// The names that [#named] understands.
  public static Set<String> names() {
    Set<String> names = new LinkedHashSet<>(ALL.keySet());
    names.addAll(SYNONYMS.keySet());
    return names;
  }

  /// The activation with the given name; `linear` and `swish` are understood too.
  ///
  /// @throws UserException `unknown activation 'rellu'; did you mean 'relu'?`
  public static Activation named(String name) {
    Activation a = ALL.get(SYNONYMS.getOrDefault(name, name));
    if (a == null) {
      throw new UserException(
          "unknown activation '" + name + "'" + Nearest.hint(name, ALL.keySet()));
    }
    return a;
  }

  /// The activation that a user wrote, a formula of one variable such as `x*tanh(log(1+exp(x)))`.
  ///
  /// @throws UserException if the text is not understood or has not exactly one variable
  public static Activation formula(String text) {
    Parsed parsed;
    try {
      parsed = Reader.read(text);
    } catch (ReadException e) {
      throw new UserException(e.getMessage(), e);
    }
    if (parsed.symbols().size() != 1 || !parsed.expr().shape().isScalar()) {
      throw new UserException(
          "an activation is one number made of one variable, but '"
              + text
              + "' has "
              + parsed.symbols().size()
              + " variables and shape "
              + parsed.expr().shape());
    }
    Expr symbol = parsed.symbols().getFirst();
    Expr body = parsed.expr();
    return new Activation(text, Map.of(), List.of(), true, (x, s) -> elementwise(body, symbol, x));
  }

  /// The scalar expression, taken for every element of `x`: its operations do not ask for shapes.
  private static Expr elementwise(Expr body, Expr symbol, Expr x) {
    Map<Expr, Expr> done = new HashMap<>(Map.of(symbol, x));
    for (Expr e : Graph.nodes(List.of(body))) {
      List<Expr> args = e.args().stream().map(done::get).toList();
      done.computeIfAbsent(
          e,
          node ->
              switch (node.op()) {
                case Flat.Fill f -> x.like(f.value());
                case Flat.Named n -> Expr.of(new Flat.Named(n.name(), n.value(), x.type()), args);
                default -> Expr.of(node.op(), args);
              });
    }
    return done.get(body);
  }

  private static Activation withSettings(Activation a, Object node, Codec.Reading in) {
    List<String> known = List.copyOf(a.settings().keySet());
    Object full = node instanceof Map || known.size() != 1 ? node : Map.of(known.getFirst(), node);
    Activation changed = a;
    for (Map.Entry<String, Object> e : in.map(full, known).entrySet()) {
      changed = changed.with(e.getKey(), in.at(e.getKey()).number(e.getValue()));
    }
    return changed;
  }

  private static Expr elu(Expr x, double alpha) {
    Expr positive = x.gt(0);
    return positive.select(x, positive.select(0, x).apply(EXPM1).mul(alpha));
  }

  private static Activation activation(String name, UnaryOperator<Expr> formula, double... kinks) {
    return activation(name, Map.of(), (x, s) -> formula.apply(x), kinks);
  }

  private static Activation activation(
      String name, Map<String, Double> settings, Activation.Formula formula, double... kinks) {
    List<Double> points = Arrays.stream(kinks).boxed().toList();
    return register(new Activation(name, settings, points, true, formula));
  }

  private static Activation rowwise(String name, UnaryOperator<Expr> formula) {
    return register(new Activation(name, Map.of(), List.of(), false, (x, s) -> formula.apply(x)));
  }

  private static Activation register(Activation a) {
    ALL.put(a.name(), a);
    return a;
  }
}
