package io.gradus.jit.pass;

import io.gradus.graph.Expr;
import io.gradus.graph.Graph;
import io.gradus.op.Bilinear;
import io.gradus.op.Control;
import io.gradus.op.Flat;
import io.gradus.op.Linear;
import io.gradus.op.Move;
import io.gradus.op.Op;
import io.gradus.op.Pointwise;
import io.gradus.op.Structured;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// First pass: which values are computed, in an order where operands come first, and which moves of
/// data have to be carried out because a reader needs the elements side by side.
final class Schedule {
  /// How a node is computed.
  enum Role {
    /// Known before the run: a parameter, a constant.
    LEAF,
    /// Another way to look at a stored value; costs nothing.
    VIEW,
    /// Element by element.
    MAP,
    /// A sum or an extreme along axes.
    REDUCE,
    /// A matrix product.
    PRODUCT,
    /// Put together from parts: concatenation, padding.
    ASSEMBLE,
    /// One of several results.
    ITEM,
    /// By code of its own, on whole stored arrays.
    WHOLE
  }

  final Graph graph;
  final List<Expr> nodes;
  private final Set<Expr> stored = new HashSet<>();
  private final Map<Expr, View> views = new HashMap<>();
  private final Map<Expr, Role> roles = new HashMap<>();

  private Schedule(Graph graph) {
    this.graph = graph;
    nodes = graph.nodes();
  }

  static Schedule of(Graph graph) {
    Schedule s = new Schedule(Rewrites.apply(graph));
    s.store();
    s.views.clear();
    s.nodes.forEach(e -> s.roles.put(e, s.classify(e)));
    return s;
  }

  Role role(Expr e) {
    return roles.get(e);
  }

  /// How a value lies in memory.
  View view(Expr e) {
    View known = views.get(e);
    if (known == null) {
      known = (stored.contains(e) ? Optional.<View>empty() : raw(e)).orElseGet(() -> View.whole(e));
      views.put(e, known);
    }
    return known;
  }

  /// What the kernel of a moved value reads: its operand through the move.
  View source(Expr move) {
    return raw(move).orElseGet(() -> View.whole(move));
  }

  private Optional<View> raw(Expr e) {
    return e.args().size() == 1
            && e.op() instanceof Op.Single
            && e.args().getFirst().types().size() == 1
        ? View.through(e.op(), view(e.args().getFirst()), e.shape())
        : Optional.empty();
  }

  /// Finds the moves that have to be carried out.
  private void store() {
    for (Expr e : nodes) {
      switch (e.op()) {
        case Move.Reshape _ when raw(e).isEmpty() -> require(e.args().getFirst());
        case Bilinear.Contract c -> {
          if (!regular(c.left(), c, e.args().get(0))) {
            require(e.args().get(0));
          }
          if (!regular(c.right(), c, e.args().get(1))) {
            require(e.args().get(1));
          }
        }
        case Linear.Sum s -> requireJoined(e.args().getFirst(), s.axes());
        case Structured.Extreme x -> requireJoined(e.args().getFirst(), x.axes());
        default -> {
          if (classify(e) == Role.WHOLE) {
            e.args().forEach(this::require);
          }
        }
      }
    }
    graph.results().forEach(this::require);
  }

  private void require(Expr e) {
    if (!view(e).isWhole()) {
      stored.add(e);
      views.clear(); // others look through this one
    }
  }

  /// Reduced last axes are walked as one.
  private void requireJoined(Expr x, List<Integer> axes) {
    int rank = x.shape().rank();
    List<Integer> last = new ArrayList<>();
    for (int a = rank - 1; a >= 0 && (axes.contains(a) || x.shape().dim(a) == 1); a--) {
      last.addFirst(a);
    }
    if (view(x).stride(last).isEmpty()) {
      require(x);
    }
  }

  /// True if rows, columns and summed axes of a product operand each have one stride.
  private boolean regular(String word, Bilinear.Contract c, Expr x) {
    View v = view(x);
    List<List<Integer>> groups = List.of(new ArrayList<>(), new ArrayList<>());
    for (int a = 0; a < word.length(); a++) {
      boolean summed = c.out().indexOf(word.charAt(a)) < 0;
      boolean batch =
          !summed
              && c.left().indexOf(word.charAt(a)) >= 0
              && c.right().indexOf(word.charAt(a)) >= 0;
      if (!batch) {
        groups.get(summed ? 1 : 0).add(a);
      }
    }
    return groups.stream().allMatch(g -> v.stride(g).isPresent());
  }

  private Role classify(Expr e) {
    if (stored.contains(e)) {
      return Role.MAP;
    }
    return switch (e.op()) {
      case Flat.Param _, Flat.Fill _, Flat.Named _, Flat.Constant _ -> Role.LEAF;
      case Flat.Iota _, Flat.Compare _ -> Role.MAP;
      case Flat.Step s -> s == Flat.Step.STOP ? Role.VIEW : Role.MAP;
      case Flat.ArgMax _, Flat.ArgSort _ -> Role.WHOLE;
      case Pointwise _ -> Role.MAP;
      case Linear.Add _, Linear.Neg _, Linear.Cast _, Linear.Select _ -> Role.MAP;
      case Linear.Sum _, Structured.Extreme _ ->
          e.args().getFirst().shape().size() == e.shape().size() && e.shape().size() > 0
              ? raw(e).isPresent() ? Role.VIEW : Role.REDUCE
              : Role.REDUCE;
      case Move.Pad _, Move.Concat _ -> Role.ASSEMBLE;
      case Move _ -> raw(e).isPresent() ? Role.VIEW : Role.MAP;
      case Linear _ -> raw(e).isPresent() ? Role.VIEW : Role.WHOLE;
      case Bilinear.Mul _ -> Role.MAP;
      case Bilinear.Contract _ -> Role.PRODUCT;
      case Structured _ -> Role.WHOLE;
      case Control.Item _ -> Role.ITEM;
      case Control _ -> Role.WHOLE;
    };
  }
}
