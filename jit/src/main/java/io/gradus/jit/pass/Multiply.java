package io.gradus.jit.pass;

import io.gradus.graph.Expr;
import io.gradus.jit.product.Geometry;
import io.gradus.op.Bilinear;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;

/// Third pass, for matrix products: extents and strides, read off the views of the operands.
///
/// @param left the stored left operand
/// @param leftOffset where it begins
/// @param right the stored right operand
/// @param rightOffset where it begins
public record Multiply(Geometry geometry, Expr left, int leftOffset, Expr right, int rightOffset) {

  static Multiply of(Expr e, Schedule schedule) {
    Bilinear.Contract c = (Bilinear.Contract) e.op();
    View a = schedule.view(e.args().get(0));
    View b = schedule.view(e.args().get(1));
    IntPredicate inLeft = x -> c.left().indexOf(x) >= 0;
    IntPredicate inRight = x -> c.right().indexOf(x) >= 0;
    IntPredicate inOut = x -> c.out().indexOf(x) >= 0;
    String batch = letters(c.out(), inLeft.and(inRight));
    String rows = letters(c.out(), inLeft.and(inRight.negate()));
    String columns = letters(c.out(), inRight.and(inLeft.negate()));
    String summed = letters(c.right(), inOut.negate());
    View out = View.whole(e);
    Geometry g =
        new Geometry(
            e.dtype(),
            extent(rows, c.left(), a),
            extent(columns, c.right(), b),
            extent(summed, c.right(), b),
            stride(rows, c.left(), a),
            stride(summed, c.left(), a),
            stride(summed, c.right(), b),
            stride(columns, c.right(), b),
            extent(columns, c.right(), b),
            batch.chars().mapToObj(x -> a.dims().get(c.left().indexOf(x))).toList(),
            batch.chars().mapToObj(x -> a.strides().get(c.left().indexOf(x))).toList(),
            batch.chars().mapToObj(x -> b.strides().get(c.right().indexOf(x))).toList(),
            batch.chars().mapToObj(x -> out.strides().get(c.out().indexOf(x))).toList());
    return new Multiply(g, a.base(), a.offset(), b.base(), b.offset());
  }

  private static String letters(String word, IntPredicate p) {
    StringBuilder out = new StringBuilder();
    word.chars().filter(p).forEach(x -> out.append((char) x));
    return out.toString();
  }

  private static int extent(String letters, String word, View v) {
    return letters.chars().map(x -> v.dims().get(word.indexOf(x))).reduce(1, (x, y) -> x * y);
  }

  private static int stride(String letters, String word, View v) {
    List<Integer> axes = new ArrayList<>();
    letters.chars().forEach(x -> axes.add(word.indexOf(x)));
    return v.stride(axes).orElseThrow();
  }
}
