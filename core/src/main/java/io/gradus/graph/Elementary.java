package io.gradus.graph;

import io.gradus.array.Shape;
import io.gradus.array.ShapeException;
import io.gradus.op.Bilinear;
import io.gradus.op.Flat;
import io.gradus.op.Linear;
import io.gradus.op.Op;
import io.gradus.op.Pointwise.Binary;
import io.gradus.op.Pointwise.Unary;
import java.util.List;

/// The operators of an expression that work element by element: arithmetic, functions, comparisons,
/// choice.
public abstract sealed class Elementary permits Expr {
  /// Only [Expr] is one.
  Elementary() {}

  abstract Expr self();

  // Arithmetic

  /// x + y.
  public Expr add(Expr y) {
    return pair(new Linear.Add(), y);
  }

  /// x + c.
  public Expr add(double c) {
    return add(self().like(c));
  }

  /// x − y.
  public Expr sub(Expr y) {
    return add(y.neg());
  }

  /// x − c.
  public Expr sub(double c) {
    return add(-c);
  }

  /// −x.
  public Expr neg() {
    return Expr.of(new Linear.Neg(), List.of(self()));
  }

  /// x·y, element by element.
  public Expr mul(Expr y) {
    return pair(new Bilinear.Mul(false), y);
  }

  /// c·x.
  public Expr mul(double c) {
    return self().like(c).mul(self());
  }

  /// The product of the chain rule: an exact zero here wins over anything in `y`.
  public Expr gate(Expr y) {
    return pair(new Bilinear.Mul(true), y);
  }

  /// x/y.
  public Expr div(Expr y) {
    return pair(Binary.DIV, y);
  }

  /// x/c.
  public Expr div(double c) {
    return div(self().like(c));
  }

  /// xʸ over the reals.
  public Expr pow(Expr y) {
    return pair(Binary.POW, y);
  }

  /// xᶜ.
  public Expr pow(double c) {
    return pow(self().like(c));
  }

  /// The larger of the two.
  public Expr max(Expr y) {
    return pair(Binary.MAX, y);
  }

  /// The larger of x and c; derivative 0 at the tie.
  public Expr max(double c) {
    return max(self().like(c));
  }

  /// The smaller of the two.
  public Expr min(Expr y) {
    return pair(Binary.MIN, y);
  }

  /// The smaller of x and c; derivative 0 at the tie.
  public Expr min(double c) {
    return min(self().like(c));
  }

  /// The angle of the point (`x`, this).
  public Expr atan2(Expr x) {
    return pair(Binary.ATAN2, x);
  }

  /// √(x² + y²).
  public Expr hypot(Expr y) {
    return pair(Binary.HYPOT, y);
  }

  // Functions of one variable

  /// The function applied to every element.
  public Expr apply(Unary f) {
    return Expr.of(f, List.of(self()));
  }

  /// x².
  public Expr square() {
    return apply(Unary.SQUARE);
  }

  /// 1/x.
  public Expr reciprocal() {
    return apply(Unary.RECIPROCAL);
  }

  /// √x.
  public Expr sqrt() {
    return apply(Unary.SQRT);
  }

  /// The real cube root.
  public Expr cbrt() {
    return apply(Unary.CBRT);
  }

  /// eˣ.
  public Expr exp() {
    return apply(Unary.EXP);
  }

  /// The natural logarithm.
  public Expr log() {
    return apply(Unary.LOG);
  }

  /// eˣ − 1.
  public Expr expm1() {
    return apply(Unary.EXPM1);
  }

  /// ln(1 + x).
  public Expr log1p() {
    return apply(Unary.LOG1P);
  }

  /// Sine.
  public Expr sin() {
    return apply(Unary.SIN);
  }

  /// Cosine.
  public Expr cos() {
    return apply(Unary.COS);
  }

  /// Tangent.
  public Expr tan() {
    return apply(Unary.TAN);
  }

  /// Hyperbolic sine.
  public Expr sinh() {
    return apply(Unary.SINH);
  }

  /// Hyperbolic cosine.
  public Expr cosh() {
    return apply(Unary.COSH);
  }

  /// Hyperbolic tangent.
  public Expr tanh() {
    return apply(Unary.TANH);
  }

  /// 1/(1 + e⁻ˣ).
  public Expr logistic() {
    return apply(Unary.LOGISTIC);
  }

  /// ln(1 + eˣ).
  public Expr softplus() {
    return apply(Unary.SOFTPLUS);
  }

  /// The error function.
  public Expr erf() {
    return apply(Unary.ERF);
  }

  /// |x|.
  public Expr abs() {
    return apply(Unary.ABS);
  }

  // Steps, comparisons (1 or 0) and choice

  /// −1, 0 or 1.
  public Expr sign() {
    return Expr.of(Flat.Step.SIGN, List.of(self()));
  }

  /// The largest whole number not above x.
  public Expr floor() {
    return Expr.of(Flat.Step.FLOOR, List.of(self()));
  }

  /// x, taken as a constant by every derivative.
  public Expr stop() {
    return Expr.of(Flat.Step.STOP, List.of(self()));
  }

  /// 1 where x > y.
  public Expr gt(Expr y) {
    return pair(Flat.Compare.GREATER, y);
  }

  /// 1 where x > c.
  public Expr gt(double c) {
    return gt(self().like(c));
  }

  /// 1 where x ≥ y.
  public Expr ge(Expr y) {
    return pair(Flat.Compare.GREATER_EQUAL, y);
  }

  /// 1 where x = y.
  public Expr eq(Expr y) {
    return pair(Flat.Compare.EQUAL, y);
  }

  /// 1 where x = c.
  public Expr eq(double c) {
    return eq(self().like(c));
  }

  /// 1 where both masks are.
  public Expr and(Expr mask) {
    return mul(mask);
  }

  /// `yes` where this mask is not 0, else `no`.
  public Expr select(Expr yes, Expr no) {
    Shape s = Shape.broadcast(self().shape(), Shape.broadcast(yes.shape(), no.shape()));
    return Expr.of(
        new Linear.Select(), List.of(self().broadcastTo(s), yes.broadcastTo(s), no.broadcastTo(s)));
  }

  /// `yes` where this mask is not 0, else `no`.
  public Expr select(double yes, Expr no) {
    return select(no.like(yes), no);
  }

  /// `yes` where this mask is not 0, else `no`.
  public Expr select(Expr yes, double no) {
    return select(yes, yes.like(no));
  }

  private Expr pair(Op op, Expr y) {
    if (self().dtype() != y.dtype()) {
      throw new ShapeException(
          op.symbol()
              + ": "
              + self().type()
              + " and "
              + y.type()
              + " differ in precision; cast one of them");
    }
    Shape s;
    try {
      s = Shape.broadcast(self().shape(), y.shape());
    } catch (ShapeException e) {
      throw new ShapeException(op.symbol() + ": " + e.getMessage());
    }
    return Expr.of(op, List.of(self().broadcastTo(s), y.broadcastTo(s)));
  }
}
