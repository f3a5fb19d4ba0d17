package io.gradus.jit.pass;

import io.gradus.array.Shape;
import io.gradus.graph.Expr;
import io.gradus.graph.Graph;
import io.gradus.op.Bilinear;
import io.gradus.op.Control;
import io.gradus.op.Flat;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/// Decides which contractions are matrix products, which have code of their own, and writes the
/// others as products of single elements and sums, which fuse with what is around them.
///
/// With m, n and k the extents of the rows (axes of the left operand and the result), the columns
/// (of the right operand and the result) and the summed axes, a contraction is a matrix product
/// unless
///
/// - k = 1: an outer product, or one of single elements;
/// - m = 1 or n = 1: a product of vectors, or of a matrix and a vector. It reads a matrix once and
///   so is bound by memory: only a matrix that is known and big is worth putting in the order of
///   use;
/// - two of m, n, k are below 4, or m·n·k < 512: too small to pay for packing.
///
/// The result of a matrix product has its axes in the order (batch, rows, columns). Operands are
/// swapped where that makes it so. An axis of one operand that the result has further out becomes a
/// batch axis along which the other operand is repeated: that takes a stride of 0 and saves moving
/// the result, which is what is left where rows or columns would get too few.
final class Products {
  private static final int THIN = 4;
  private static final int SMALL = 512;
  private static final int BIG = 8192; // elements; about half of the first-level cache
  private static final int SHORT = 8; // sums of no more leave vectors mostly empty

  private final Map<Graph, Graph> bodies = new HashMap<>();

  private Products() {}

  /// The function with all contractions decided, also inside of loops and calls.
  ///
  /// Values stay the same but for the order of sums.
  static Graph rewrite(Graph graph) {
    return new Products().rewritten(graph);
  }

  private Graph rewritten(Graph graph) {
    Graph known = bodies.get(graph);
    if (known == null) {
      Map<Expr, Expr> done = new HashMap<>();
      for (Expr e : graph.nodes()) {
        List<Expr> args = Graph.images(e.args(), done);
        done.put(
            e,
            switch (e.op()) {
              case Bilinear.Contract c -> product(c, args.get(0), args.get(1));
              case Control c -> Expr.of(Unroll.with(c, this::rewritten), args);
              default -> e.over(args);
            });
      }
      known = new Graph(graph.params(), Graph.images(graph.results(), done));
      bodies.put(graph, known);
    }
    return known;
  }

  /// Axes of extent 1 take no part: they are cut off first and put back last.
  private static Expr product(Bilinear.Contract c, Expr x, Expr y) {
    Letters of = new Letters(c, x.shape(), y.shape());
    String left = of.longer(c.left());
    String right = of.longer(c.right());
    String out = of.longer(c.out());
    Expr a = x.reshape(of.shape(left));
    Expr b = y.reshape(of.shape(right));
    Expr product =
        isMatrixProduct(of, left, right, out) || isKnown(a, right, out) || isKnown(b, left, out)
            ? matrices(of, a, b, left, right, out)
            : elements(of, a, b, left, right, out);
    return product.reshape(of.shape(c.out()));
  }

  private static boolean isMatrixProduct(Letters of, String left, String right, String out) {
    long m = of.extent(without(keep(left, out), right));
    long n = of.extent(without(keep(right, out), left));
    long k = of.extent(without(left, out));
    int thin = (m < THIN ? 1 : 0) + (n < THIN ? 1 : 0) + (k < THIN ? 1 : 0);
    return m > 1 && n > 1 && k > 1 && thin < 2 && m * n * k >= SMALL;
  }

  /// Whether `x` is a big matrix whose numbers are known, and the other operand a vector to be
  /// summed over.
  private static boolean isKnown(Expr x, String vector, String out) {
    return x.op() instanceof Flat.Constant
        && vector.length() == 1
        && out.length() == 1
        && !vector.equals(out)
        && x.shape().size() >= BIG;
  }

  // Single elements

  /// Σ of products over a space whose innermost axis lies side by side in the larger operand.
  ///
  /// If that axis is summed, the sum runs along vectors; if it belongs to the result, the sum runs
  /// over rows and vectors lie along the result.
  private static Expr elements(Letters of, Expr x, Expr y, String left, String right, String out) {
    String summed = without(left, out);
    if (summed.isEmpty()) {
      return spread(of, x, left, out).mul(spread(of, y, right, out));
    }
    String inner = inner(of, left, right, out);
    String space = without(out, inner) + without(summed, inner) + inner;
    Expr product = spread(of, x, left, space).mul(spread(of, y, right, space));
    Expr sum = product.sum(summed.chars().map(space::indexOf).boxed().sorted().toList());
    return permuted(sum, keep(space, out), out);
  }

  /// The last axis of the larger operand; of two equally large ones that which the result has, and
  /// so if the sum would be short.
  private static String inner(Letters of, String left, String right, String out) {
    String a = left.substring(left.length() - 1);
    String b = right.substring(right.length() - 1);
    long x = of.extent(left);
    long y = of.extent(right);
    String larger = x > y ? a : b;
    boolean summed = !out.contains(larger);
    if (x == y || summed && of.extent(larger) <= SHORT) {
      return out.contains(b) ? b : a;
    }
    return larger;
  }

  private static Expr spread(Letters of, Expr x, String have, String want) {
    String order = keep(want, have);
    List<Integer> added =
        IntStream.range(0, want.length())
            .filter(i -> have.indexOf(want.charAt(i)) < 0)
            .boxed()
            .toList();
    return permuted(x, have, order).broadcast(of.shape(want), added);
  }

  private static Expr permuted(Expr x, String from, String to) {
    return x.permute(to.chars().mapToObj(from::indexOf).toList());
  }

  // Matrices

  private static Expr matrices(Letters of, Expr x, Expr y, String left, String right, String out) {
    String last = out.substring(out.length() - 1);
    if (!right.contains(last)) {
      return matrices(of, y, x, right, left, out); // columns of the result lie side by side
    }
    String rows = without(keep(out, left), right);
    String columns = without(keep(out, right), left);
    String inner = run(out, out.length(), columns); // columns that lie side by side
    String middle = run(out, out.length() - inner.length(), rows);
    String outer = out.substring(0, out.length() - inner.length() - middle.length());
    boolean wide = of.extent(inner) >= THIN && of.extent(middle) >= THIN;
    if (without(outer, rows + columns).equals(outer) || !wide) {
      String order = without(out, rows + columns) + rows + columns;
      return permuted(x.contract(y, left, right, order), order, out);
    }
    String a = without(outer, left) + left;
    String b = without(outer, right) + right;
    return spread(of, x, left, a).contract(spread(of, y, right, b), a, b, out);
  }

  /// The longest part of a word that ends before `end` and has only some letters.
  private static String run(String word, int end, String letters) {
    int start = end;
    while (start > 0 && letters.indexOf(word.charAt(start - 1)) >= 0) {
      start--;
    }
    return word.substring(start, end);
  }

  // Letters

  private static String keep(String word, String others) {
    return filtered(word, others, true);
  }

  private static String without(String word, String others) {
    return filtered(word, others, false);
  }

  private static String filtered(String word, String others, boolean in) {
    StringBuilder out = new StringBuilder();
    word.chars().filter(l -> others.indexOf(l) >= 0 == in).forEach(l -> out.append((char) l));
    return out.toString();
  }

  /// The extents of the axes that letters name.
  private record Letters(Map<Character, Integer> extents) {
    Letters(Bilinear.Contract c, Shape x, Shape y) {
      this(new HashMap<>());
      IntStream.range(0, x.rank()).forEach(i -> extents.put(c.left().charAt(i), x.dim(i)));
      IntStream.range(0, y.rank()).forEach(i -> extents.put(c.right().charAt(i), y.dim(i)));
    }

    long extent(String word) {
      return word.chars().mapToLong(l -> extents.get((char) l)).reduce(1, (a, b) -> a * b);
    }

    Shape shape(String word) {
      return Shape.of(word.chars().map(l -> extents.get((char) l)).toArray());
    }

    String longer(String word) {
      StringBuilder out = new StringBuilder();
      word.chars().filter(l -> extents.get((char) l) != 1).forEach(l -> out.append((char) l));
      return out.toString();
    }
  }
}
