package io.gradus.op;

import io.gradus.array.Array;
import io.gradus.array.ShapeException;
import io.gradus.graph.Expr;
import io.gradus.graph.Type;
import java.util.List;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;

/// Nonlinear functions applied element by element, and their partial derivatives.
///
/// This file is the derivative table: a new function is one constant of [Unary] or [Binary]. All
/// operands have one type; the fluent methods of [Expr] broadcast before they build.
public sealed interface Pointwise extends Op.Single {
  /// The partial derivative ∂y/∂xᵢ, written in terms of the operands `x` and the result `y`.
  Expr partial(int i, Expr y, List<Expr> x);

  /// The number of operands.
  int arity();

  /// The value for one element.
  double at(double[] x);

  @Override
  default Type infer(List<Type> in) {
    if (in.size() != arity() || in.stream().anyMatch(t -> !t.equals(in.getFirst()))) {
      throw new ShapeException(symbol() + ": operands " + in + " differ in type");
    }
    return in.getFirst();
  }

  /// Functions of one variable.
  enum Unary implements Pointwise {
    /// x². Derivative 2x.
    SQUARE("square", "Square", Domain.REAL, x -> x * x, (x, y) -> x.mul(2)),
    /// 1/x. Derivative −1/x².
    RECIPROCAL(
        "reciprocal", "Reciprocal", Domain.realBut(0), x -> 1 / x, (x, y) -> y.square().neg()),
    /// √x. Derivative 1/(2√x), infinite at 0.
    SQRT("sqrt", "Sqrt", Domain.POSITIVE, Math::sqrt, (x, y) -> y.reciprocal().mul(0.5)),
    /// The real cube root, odd. Derivative 1/(3 ∛x²).
    CBRT("cbrt", "CubeRoot", Domain.realBut(0), Math::cbrt, (x, y) -> y.pow(-2).div(3)),
    /// eˣ. Its own derivative.
    EXP("exp", "Exp", Domain.REAL, Math::exp, (x, y) -> y),
    /// eˣ − 1 without cancellation near 0. Derivative eˣ.
    EXPM1("expm1", "Expm1", Domain.REAL, Math::expm1, (x, y) -> x.exp()),
    /// Natural logarithm. Derivative 1/x.
    LOG("log", "Log", Domain.POSITIVE, Math::log, (x, y) -> x.reciprocal()),
    /// ln(1 + x) without cancellation near 0. Derivative 1/(1 + x).
    LOG1P(
        "log1p",
        "Log1p",
        Domain.of(-1, Double.POSITIVE_INFINITY),
        Math::log1p,
        (x, y) -> x.add(1).reciprocal()),
    /// Sine. Derivative cos x.
    SIN("sin", "Sin", Domain.REAL, Math::sin, (x, y) -> x.cos()),
    /// Cosine. Derivative −sin x.
    COS("cos", "Cos", Domain.REAL, Math::cos, (x, y) -> x.sin().neg()),
    /// Tangent. Derivative 1 + tan² x.
    TAN("tan", "Tan", Domain.of(-Math.PI / 2, Math.PI / 2), Math::tan, (x, y) -> y.square().add(1)),
    /// Inverse sine. Derivative 1/√(1 − x²).
    ASIN("asin", "ArcSin", Domain.of(-1, 1), Math::asin, (x, y) -> arc(x)),
    /// Inverse cosine. Derivative −1/√(1 − x²).
    ACOS("acos", "ArcCos", Domain.of(-1, 1), Math::acos, (x, y) -> arc(x).neg()),
    /// Inverse tangent. Derivative 1/(1 + x²).
    ATAN("atan", "ArcTan", Domain.REAL, Math::atan, (x, y) -> x.square().add(1).reciprocal()),
    /// Hyperbolic sine. Derivative cosh x.
    SINH("sinh", "Sinh", Domain.REAL, Math::sinh, (x, y) -> x.cosh()),
    /// Hyperbolic cosine. Derivative sinh x.
    COSH("cosh", "Cosh", Domain.REAL, Math::cosh, (x, y) -> x.sinh()),
    /// Hyperbolic tangent. Derivative 1 − tanh² x: one exponential serves value and derivative.
    TANH("tanh", "Tanh", Domain.REAL, Math::tanh, (x, y) -> y.square().neg().add(1)),
    /// Inverse hyperbolic sine. Derivative 1/√(x² + 1).
    ASINH(
        "asinh",
        "ArcSinh",
        Domain.REAL,
        Special::asinh,
        (x, y) -> x.square().add(1).sqrt().reciprocal()),
    /// Inverse hyperbolic cosine. Derivative 1/(√(x − 1)√(x + 1)), not real for x < 1.
    ACOSH(
        "acosh",
        "ArcCosh",
        Domain.of(1, Double.POSITIVE_INFINITY),
        Special::acosh,
        (x, y) -> x.sub(1).sqrt().mul(x.add(1).sqrt()).reciprocal()),
    /// Inverse hyperbolic tangent. Derivative 1/(1 − x²).
    ATANH(
        "atanh",
        "ArcTanh",
        Domain.of(-1, 1),
        Special::atanh,
        (x, y) -> x.square().neg().add(1).reciprocal()),
    /// Logistic function 1/(1 + e⁻ˣ). Derivative y(1 − y).
    LOGISTIC(
        "logistic",
        "LogisticSigmoid",
        Domain.REAL,
        Special::logistic,
        (x, y) -> y.mul(y.neg().add(1))),
    /// ln(1 + eˣ), stable for large |x|. Derivative: the logistic function.
    SOFTPLUS("softplus", "Softplus", Domain.REAL, Special::softplus, (x, y) -> x.logistic()),
    /// Error function. Derivative 2/√π e^(−x²).
    ERF("erf", "Erf", Domain.REAL, Special::erf, (x, y) -> bell(x)),
    /// 1 − erf x without cancellation. Derivative −2/√π e^(−x²).
    ERFC("erfc", "Erfc", Domain.REAL, Special::erfc, (x, y) -> bell(x).neg()),
    /// ln |Γ(x)|. Derivative: the digamma function.
    LGAMMA(
        "lgamma",
        "LogGamma",
        Domain.POSITIVE,
        Gamma::logAbs,
        (x, y) -> Expr.of(new Polygamma(0), List.of(x))),
    /// |x|. Derivative sign x, 0 at 0 (the minimum-norm subgradient).
    ABS("abs", "Abs", Domain.realBut(0), Math::abs, (x, y) -> x.sign());

    /// The derivative in terms of the operand and the result.
    private interface Derivative {
      Expr of(Expr x, Expr y);
    }

    private final String name;
    private final String wolfram;
    private final Domain domain;
    private final DoubleUnaryOperator value;
    private final Derivative derivative;

    Unary(
        String name,
        String wolfram,
        Domain domain,
        DoubleUnaryOperator value,
        Derivative derivative) {
      this.name = name;
      this.wolfram = wolfram;
      this.domain = domain;
      this.value = value;
      this.derivative = derivative;
    }

    @Override
    public String symbol() {
      return name;
    }

    @Override
    public int arity() {
      return 1;
    }

    /// The name in Wolfram input form.
    public String wolfram() {
      return wolfram;
    }

    /// Where the function is real and smooth.
    public Domain domain() {
      return domain;
    }

    /// The value at one point.
    public double at(double x) {
      return value.applyAsDouble(x);
    }

    @Override
    public double at(double[] x) {
      return value.applyAsDouble(x[0]);
    }

    @Override
    public Expr partial(int i, Expr y, List<Expr> x) {
      return derivative.of(x.getFirst(), y);
    }

    @Override
    public Array eval(List<Array> in) {
      return Elementwise.map(in.getFirst(), value);
    }

    private static Expr arc(Expr x) {
      return x.square().neg().add(1).sqrt().reciprocal();
    }

    private static Expr bell(Expr x) {
      return x.square().neg().exp().mul(2).div(Expr.pi(x.type()).sqrt());
    }
  }

  /// Functions of two variables.
  enum Binary implements Pointwise {
    /// x/y. Partials 1/y and −(x/y)/y.
    DIV("div", (x, y) -> x / y, (x, y, z) -> y.reciprocal(), (x, y, z) -> z.div(y).neg()),
    /// xʸ over the reals. Partials y xʸ⁻¹ and xʸ ln x; the latter is 0 at x = 0 < y.
    POW(
        "pow",
        Math::pow,
        (x, y, z) -> y.mul(x.pow(y.sub(1))),
        (x, y, z) -> x.eq(0).and(y.gt(0)).select(0, z.mul(x.log()))),
    /// The larger operand. At a tie each gets ½; against a constant the tie gets 0.
    MAX("max", Math::max, (x, y, z) -> share(x, y, y), (x, y, z) -> share(y, x, x)),
    /// The smaller operand. Ties as for the larger one.
    MIN("min", Math::min, (x, y, z) -> share(y, x, y), (x, y, z) -> share(x, y, x)),
    /// The angle of the point (y, x): atan2(x, y) with x the ordinate, as in `Math.atan2`.
    ATAN2(
        "atan2",
        Math::atan2,
        (x, y, z) -> overSquare(y, x, y),
        (x, y, z) -> overSquare(x, x, y).neg()),
    /// √(x² + y²) without overflow; gradient 0 at the origin (the minimum-norm subgradient).
    HYPOT(
        "hypot",
        Math::hypot,
        (x, y, z) -> z.eq(0).select(0, x.div(z)),
        (x, y, z) -> z.eq(0).select(0, y.div(z)));

    /// A partial derivative in terms of the operands and the result.
    private interface Derivative {
      Expr of(Expr x, Expr y, Expr z);
    }

    private final String name;
    private final DoubleBinaryOperator value;
    private final List<Derivative> partials;

    Binary(String name, DoubleBinaryOperator value, Derivative byFirst, Derivative bySecond) {
      this.name = name;
      this.value = value;
      this.partials = List.of(byFirst, bySecond);
    }

    @Override
    public String symbol() {
      return name;
    }

    @Override
    public int arity() {
      return 2;
    }

    /// The value at one pair.
    public double at(double x, double y) {
      return value.applyAsDouble(x, y);
    }

    @Override
    public double at(double[] x) {
      return value.applyAsDouble(x[0], x[1]);
    }

    @Override
    public Expr partial(int i, Expr y, List<Expr> x) {
      return partials.get(i).of(x.get(0), x.get(1), y);
    }

    @Override
    public Array eval(List<Array> in) {
      return Elementwise.zip(in.get(0), in.get(1), value);
    }

    /// a/(x² + y²), computed at the scale s = |x| + |y| as (a/s)/((x/s)² + (y/s)²)/s, where no
    /// square over- or underflows. The value does not depend on s, so s counts as a constant.
    private static Expr overSquare(Expr a, Expr x, Expr y) {
      Expr s = x.abs().add(y.abs()).stop();
      return a.div(s).div(x.div(s).square().add(y.div(s).square())).div(s);
    }

    /// 1 where `larger` exceeds `smaller`. A tie is shared between two variables, but against a
    /// constant the minimum-norm subgradient is 0.
    private static Expr share(Expr larger, Expr smaller, Expr other) {
      Expr wins = larger.gt(smaller);
      return other.isConstant() ? wins : wins.add(larger.eq(smaller).mul(0.5));
    }
  }

  /// The n-th derivative of the digamma function ψ = (ln Γ)′. Derivative: the next one.
  ///
  /// @param order n, from 0
  record Polygamma(int order) implements Pointwise {
    @Override
    public String symbol() {
      return order == 0 ? "digamma" : "polygamma";
    }

    @Override
    public int arity() {
      return 1;
    }

    @Override
    public double at(double[] x) {
      return Gamma.polygamma(order, x[0]);
    }

    @Override
    public Expr partial(int i, Expr y, List<Expr> x) {
      return Expr.of(new Polygamma(order + 1), x);
    }

    @Override
    public Array eval(List<Array> in) {
      return Elementwise.map(in.getFirst(), x -> Gamma.polygamma(order, x));
    }
  }
}
