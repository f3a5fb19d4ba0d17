package io.gradus.jit.pass;

import io.gradus.graph.Expr;
import io.gradus.graph.Graph;
import io.gradus.op.Bilinear;
import io.gradus.op.Control;
import io.gradus.op.Flat;
import io.gradus.op.Linear;
import io.gradus.op.Op;
import io.gradus.op.Structured;
import io.gradus.rewrite.Fold;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Brings a function into the form that the later passes expect: constants folded, small calls
/// inlined, loops merged, small tensors unrolled, products and sums in canonical order. Values stay
/// the same up to rounding.
final class Rewrites {
  private static final int SMALL_BODY = 256; // nodes of a call that is inlined
  private static final int SMALL_MEMORY = 1 << 16; // elements inside it
  private static final int SMALL_IOTA = 1 << 16;

  private final Map<Graph, Graph> inlined = new HashMap<>();

  private Rewrites() {}

  /// The function in canonical form.
  static Graph apply(Graph graph) {
    Graph g = new Rewrites().inline(graph);
    g = new Graph(g.params(), Fold.fold(g.results()));
    g = Peepholes.rewrite(g);
    g = Scans.merge(g);
    g = Unroll.rewrite(g);
    g = Products.rewrite(g);
    g = new Graph(g.params(), Fold.fold(canonical(g.results())));
    return g;
  }

  /// Puts in the bodies of small calls. A large one stays whole: it was made a call so that reverse
  /// mode computes its inside again instead of keeping it, and inlining would share the two.
  private Graph inline(Graph graph) {
    Graph known = inlined.get(graph);
    if (known != null) {
      return known;
    }
    Map<Expr, List<Expr>> done = new HashMap<>();
    for (Expr e : graph.nodes()) {
      List<Expr> args =
          e.op() instanceof Control.Item
              ? List.of()
              : e.args().stream().map(a -> done.get(a).getFirst()).toList();
      List<Expr> out =
          switch (e.op()) {
            case Control.Item item -> List.of(item(done.get(e.args().getFirst()), item.index()));
            case Control.Call call -> {
              Graph body = inline(call.body());
              yield isSmall(body)
                  ? body.apply(args)
                  : List.of(Expr.of(new Control.Call(call.label(), body, call.rule()), args));
            }
            default -> List.of(e.over(args));
          };
      done.put(e, out);
    }
    Graph out =
        new Graph(
            graph.params(), graph.results().stream().map(r -> done.get(r).getFirst()).toList());
    inlined.put(graph, out);
    return out;
  }

  private static Expr item(List<Expr> from, int index) {
    Expr first = from.getFirst();
    return first.op() instanceof Control && !(first.op() instanceof Control.Item)
        ? first.item(index)
        : from.get(index);
  }

  private static boolean isSmall(Graph body) {
    List<Expr> nodes = body.nodes();
    long elements = 0;
    for (Expr e : nodes) {
      elements += e.types().stream().mapToLong(t -> t.shape().size()).sum();
    }
    return nodes.size() <= SMALL_BODY && elements <= SMALL_MEMORY;
  }

  private static List<Expr> canonical(List<Expr> roots) {
    Map<Expr, Expr> done = new HashMap<>();
    for (Expr e : Graph.nodes(roots)) {
      List<Expr> args = Graph.images(e.args(), done);
      done.put(
          e,
          switch (e.op()) {
            case Linear.Sum s -> split(args.getFirst(), s.axes(), Linear.Sum::new);
            case Structured.Extreme x ->
                split(args.getFirst(), x.axes(), a -> new Structured.Extreme(x.max(), a));
            case Bilinear.Contract c -> ordered(c, args.get(0), args.get(1));
            case Flat.Iota i when e.shape().size() <= SMALL_IOTA && e.shape().size() > 0 ->
                Expr.constant(i.eval(List.of()));
            default -> e.over(args);
          });
    }
    return Graph.images(roots, done);
  }

  private interface Reducing {
    Op over(List<Integer> axes);
  }

  /// A reduction along the last axis and others that are not its neighbours is done in two: first
  /// the last axes, then the rest.
  private static Expr split(Expr x, List<Integer> axes, Reducing op) {
    int rank = x.shape().rank();
    int suffix = rank;
    while (suffix > 0 && (axes.contains(suffix - 1) || x.shape().dim(suffix - 1) == 1)) {
      suffix--;
    }
    int from = suffix;
    List<Integer> last = axes.stream().filter(a -> a >= from).toList();
    List<Integer> rest = axes.stream().filter(a -> a < from).toList();
    boolean trivial = rest.stream().allMatch(a -> x.shape().dim(a) == 1);
    if (last.isEmpty() || rest.isEmpty() || trivial) {
      return Expr.of(op.over(axes), List.of(x));
    }
    return Expr.of(op.over(rest), List.of(Expr.of(op.over(last), List.of(x))));
  }

  /// A product with axes in the order (batch, free on the left, free on the right), operands
  /// swapped where that saves moving the result, and moved back if need be.
  private static Expr ordered(Bilinear.Contract c, Expr x, Expr y) {
    if (c.right().indexOf(last(c.out())) < 0 && !c.out().isEmpty()) {
      return ordered(new Bilinear.Contract(c.right(), c.left(), c.out()), y, x);
    }
    String batch = keep(c.out(), c.left(), c.right());
    String rows = drop(keep(c.out(), c.left()), batch);
    String columns = drop(keep(c.out(), c.right()), batch);
    String summed = drop(c.right(), c.out());
    Moved left = moved(x, c.left(), batch, rows, summed);
    Moved right = moved(y, c.right(), batch, summed, columns);
    String order = batch + rows + columns;
    Expr product = left.value.contract(right.value, left.word, right.word, order);
    return order.equals(c.out())
        ? product
        : product.permute(c.out().chars().mapToObj(a -> order.indexOf(a)).toList());
  }

  private record Moved(Expr value, String word) {}

  /// The operand itself if each group of axes stands together in it, else a permutation.
  private static Moved moved(Expr x, String word, String batch, String first, String second) {
    if (word.contains(first) && word.contains(second)) {
      return new Moved(x, word);
    }
    String to = batch + first + second;
    return new Moved(x.permute(to.chars().mapToObj(a -> word.indexOf(a)).toList()), to);
  }

  private static char last(String s) {
    return s.isEmpty() ? ' ' : s.charAt(s.length() - 1);
  }

  private static String keep(String word, String... others) {
    return letters(word, a -> List.of(others).stream().allMatch(o -> o.indexOf(a) >= 0));
  }

  private static String drop(String word, String other) {
    return letters(word, a -> other.indexOf(a) < 0);
  }

  private static String letters(String word, java.util.function.IntPredicate p) {
    StringBuilder out = new StringBuilder();
    word.chars().filter(p).forEach(a -> out.append((char) a));
    return out.toString();
  }
}
