package io.gradus.onnx;

import io.gradus.graph.Expr;
import io.gradus.nn.Activation;
import io.gradus.nn.Activations;
import io.gradus.onnx.proto.NodeProto;
import io.gradus.op.Pointwise.Unary;
import java.util.List;
import java.util.Optional;

/// What the operators of ONNX that work element by element mean, as expressions.
final class Elementwise {
  private Elementwise() {}

  /// The result of a node for some operands; empty if it is not an operator of this kind.
  ///
  /// @param n the node
  /// @param x the operands, at least one; an operand that is left out is null
  static Optional<Expr> of(NodeProto n, List<Expr> x) {
    return Optional.ofNullable(x.size() == 1 ? unary(n, x.getFirst()) : several(n, x));
  }

  private static Expr unary(NodeProto n, Expr x) {
    return switch (n.op()) {
      case "Relu" -> Activations.RELU.of(x);
      case "Sigmoid" -> Activations.SIGMOID.of(x);
      case "Tanh" -> Activations.TANH.of(x);
      case "LeakyRelu" -> Activations.LEAKY_RELU.with("alpha", n.real("alpha", 0.01)).of(x);
      case "Elu" -> Activations.ELU.with("alpha", n.real("alpha", 1)).of(x);
      case "Celu" -> celu(x, n.real("alpha", 1));
      case "Selu" -> selu(n, x);
      case "Softplus" -> Activations.SOFTPLUS.of(x);
      case "Softsign" -> Activations.SOFTSIGN.of(x);
      case "Gelu" -> gelu(n).of(x);
      case "HardSigmoid" ->
          Activations.HARD_SIGMOID
              .with("alpha", n.real("alpha", 0.2))
              .with("beta", n.real("beta", 0.5))
              .of(x);
      case "HardSwish" -> x.mul(x.div(6).add(0.5).max(0).min(1));
      case "Mish" -> Activations.MISH.of(x);
      case "Swish" -> x.mul(x.mul(n.real("alpha", 1)).logistic());
      case "ThresholdedRelu" -> x.gt(n.real("alpha", 1)).select(x, 0);
      case "Clip" ->
          x.max(n.real("min", Double.NEGATIVE_INFINITY))
              .min(n.real("max", Double.POSITIVE_INFINITY));
      case "Exp" -> x.exp();
      case "Log" -> x.log();
      case "Sqrt" -> x.sqrt();
      case "Reciprocal" -> x.reciprocal();
      case "Neg" -> x.neg();
      case "Abs" -> x.abs();
      case "Sign" -> x.sign();
      case "Floor" -> x.floor();
      case "Ceil" -> x.neg().floor().neg();
      case "Not" -> x.neg().add(1);
      case "Erf" -> x.erf();
      case "Sin" -> x.sin();
      case "Cos" -> x.cos();
      case "Tan" -> x.tan();
      case "Asin" -> x.apply(Unary.ASIN);
      case "Acos" -> x.apply(Unary.ACOS);
      case "Atan" -> x.apply(Unary.ATAN);
      case "Sinh" -> x.sinh();
      case "Cosh" -> x.cosh();
      case "Asinh" -> x.apply(Unary.ASINH);
      case "Acosh" -> x.apply(Unary.ACOSH);
      case "Atanh" -> x.apply(Unary.ATANH);
      default -> null;
    };
  }

  private static Expr several(NodeProto n, List<Expr> x) {
    Expr a = x.get(0);
    Expr b = x.get(1);
    return switch (n.op()) {
      case "Clip" -> clip(a, b, x.size() > 2 ? x.get(2) : null);
      case "Max" -> x.stream().reduce(Expr::max).orElseThrow();
      case "Min" -> x.stream().reduce(Expr::min).orElseThrow();
      case "Sum" -> x.stream().reduce(Expr::add).orElseThrow();
      case "Mean" -> x.stream().reduce(Expr::add).orElseThrow().div(x.size());
      case "Where" -> a.select(b, x.get(2));
      case "Add" -> a.add(b);
      case "Sub" -> a.sub(b);
      case "Mul", "And" -> a.mul(b);
      case "Div" -> a.div(b);
      case "Pow" -> a.pow(b);
      case "PRelu" -> a.gt(0).select(a, a.mul(b));
      case "Greater" -> a.gt(b);
      case "GreaterOrEqual" -> a.ge(b);
      case "Less" -> b.gt(a);
      case "LessOrEqual" -> b.ge(a);
      case "Equal" -> a.eq(b);
      case "Or" -> a.max(b);
      default -> null;
    };
  }

  private static Expr clip(Expr x, Expr low, Expr high) {
    Expr raised = low == null ? x : x.max(low);
    return high == null ? raised : raised.min(high);
  }

  private static Expr celu(Expr x, double alpha) {
    return x.max(0).add(x.div(alpha).min(0).apply(Unary.EXPM1).mul(alpha));
  }

  private static Expr selu(NodeProto n, Expr x) {
    double alpha = n.real("alpha", 1.67326319217681884765625);
    double gamma = n.real("gamma", 1.05070102214813232421875);
    return Activations.ELU.with("alpha", alpha).of(x).mul(gamma);
  }

  private static Activation gelu(NodeProto n) {
    return n.text("approximate", "none").equals("tanh") ? Activations.GELU_TANH : Activations.GELU;
  }
}
