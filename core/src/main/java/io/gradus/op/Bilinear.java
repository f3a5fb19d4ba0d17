package io.gradus.op;

import io.gradus.array.Array;
import io.gradus.array.ShapeException;
import io.gradus.graph.Expr;
import io.gradus.graph.Type;
import java.util.List;

/// Operations linear in each of two operands. With one operand held they are linear, so each needs
/// two transposes.
public sealed interface Bilinear extends Op.Single {
  /// The cotangent of the left operand, with the right one held at `y`.
  Expr transposeLeft(Expr ct, Expr y);

  /// The cotangent of the right operand, with the left one held at `x`.
  Expr transposeRight(Expr ct, Expr x);

  /// The element-wise product x·y.
  ///
  /// The *gated* product is the one of the chain rule: an exact zero on the left wins over anything
  /// on the right (0·∞ = 0), so that a branch not taken sends no NaN back. It is what derivative
  /// rules build; a product that a user writes is a plain one.
  ///
  /// @param gated whether an exact zero on the left wins
  record Mul(boolean gated) implements Bilinear {
    @Override
    public String symbol() {
      return gated ? "gate" : "mul";
    }

    @Override
    public Type infer(List<Type> in) {
      if (in.size() != 2 || !in.get(0).equals(in.get(1))) {
        throw new ShapeException(symbol() + ": operands " + in + " differ in type");
      }
      return in.getFirst();
    }

    @Override
    public Array eval(List<Array> in) {
      return gated
          ? Elementwise.zip(in.get(0), in.get(1), (x, y) -> x == 0 ? 0 : x * y)
          : Elementwise.zip(in.get(0), in.get(1), (x, y) -> x * y);
    }

    @Override
    public Expr transposeLeft(Expr ct, Expr y) {
      return ct.gate(y);
    }

    @Override
    public Expr transposeRight(Expr ct, Expr x) {
      return ct.gate(x);
    }
  }

  /// A product summed over shared axes, in the notation of Einstein: each letter names an axis, and
  /// a letter missing in `out` is summed over. `ij,jk->ik` is the matrix product, `i,i->` the dot
  /// product, `bij,bjk->bik` a batch of matrix products.
  ///
  /// Every letter stands in at least two of the three words, which makes the family closed under
  /// transposition: the cotangents are contractions again.
  ///
  /// @param left the axes of the left operand
  /// @param right the axes of the right operand
  /// @param out the axes of the result
  record Contract(String left, String right, String out) implements Bilinear {
    /// Checks the notation.
    public Contract {
      String all = left + right + out;
      for (char c : all.toCharArray()) {
        if (all.chars().filter(d -> d == c).count() < 2) {
          throw new ShapeException(
              "contract " + left + "," + right + "->" + out + ": axis " + c + " stands only once");
        }
      }
      for (String word : List.of(left, right, out)) {
        if (word.chars().distinct().count() != word.length()) {
          throw new ShapeException("contract: axis repeated in '" + word + "'");
        }
      }
    }

    @Override
    public String symbol() {
      return "contract";
    }

    @Override
    public Type infer(List<Type> in) {
      Type x = in.get(0);
      Type y = in.get(1);
      if (x.dtype() != y.dtype()
          || x.shape().rank() != left.length()
          || y.shape().rank() != right.length()) {
        throw new ShapeException("contract " + this + ": operands " + in + " do not fit");
      }
      for (int i = 0; i < left.length(); i++) {
        int j = right.indexOf(left.charAt(i));
        if (j >= 0 && x.shape().dim(i) != y.shape().dim(j)) {
          throw new ShapeException(
              "contract "
                  + this
                  + ": "
                  + x.shape()
                  + "·"
                  + y.shape()
                  + ": axis "
                  + left.charAt(i)
                  + " is "
                  + x.shape().dim(i)
                  + " and "
                  + y.shape().dim(j));
        }
      }
      return x.with(Contraction.shape(this, x.shape(), y.shape()));
    }

    @Override
    public Array eval(List<Array> in) {
      return Contraction.eval(this, in.get(0), in.get(1));
    }

    @Override
    public Expr transposeLeft(Expr ct, Expr y) {
      return ct.contract(y, out, right, left);
    }

    @Override
    public Expr transposeRight(Expr ct, Expr x) {
      return x.contract(ct, left, out, right);
    }

    @Override
    public String toString() {
      return left + "," + right + "->" + out;
    }
  }
}
