package io.gradus.diff;

import io.gradus.array.Shape;
import io.gradus.graph.Expr;
import io.gradus.graph.Graph;
import io.gradus.graph.Type;
import io.gradus.op.Bilinear;
import io.gradus.op.Control;
import io.gradus.op.Flat;
import io.gradus.op.Indexed;
import io.gradus.op.Linear;
import io.gradus.op.Move;
import io.gradus.op.Pointwise;
import io.gradus.op.Structured;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/// Makes a function of many examples from a function of one: every batched value gets a new leading
/// axis, values that do not depend on a batched one stay single.
public final class Batching {
  private final int count;
  private final Map<Expr, List<Expr>> batched = new HashMap<>(); // nodes with a leading axis

  private Batching(int count) {
    this.count = count;
  }

  /// The function for `count` examples at once.
  ///
  /// @param f the function of one example
  /// @param mapped which parameters differ from example to example
  /// @param count the number of examples
  /// @return a function whose mapped parameters and all results have a leading axis of `count`
  public static Graph vmap(Graph f, List<Boolean> mapped, int count) {
    Batching pass = new Batching(count);
    List<Expr> params = new ArrayList<>();
    for (int i = 0; i < mapped.size(); i++) {
      Expr p = f.params().get(i);
      if (mapped.get(i)) {
        Type t = p.type().with(p.shape().insert(0, count));
        Expr many = Expr.param(((Flat.Param) p.op()).name(), t);
        pass.batched.put(p, List.of(many));
        params.add(many);
      } else {
        params.add(p);
      }
    }
    for (Expr e : f.nodes()) {
      if (!pass.batched.containsKey(e) && e.args().stream().anyMatch(pass.batched::containsKey)) {
        pass.batched.put(e, pass.batch(e));
      }
    }
    return new Graph(params, f.results().stream().map(pass::many).toList());
  }

  /// The value for all examples, repeated if it is single.
  private Expr many(Expr e) {
    return batched.containsKey(e) ? batched.get(e).getFirst() : repeated(e);
  }

  private boolean isBatched(Expr e) {
    return batched.containsKey(e);
  }

  private List<Expr> batch(Expr e) {
    List<Expr> x = e.args();
    return switch (e.op()) {
      case Pointwise p -> List.of(Expr.of(p, each(x)));
      case Linear l -> List.of(linear(l, x));
      case Bilinear b -> List.of(bilinear(b, x.get(0), x.get(1)));
      case Structured s -> List.of(structured(s, x));
      case Flat f -> List.of(flat(f, x));
      case Control.Item item -> List.of(batched.get(x.getFirst()).get(item.index()));
      case Control.Call call -> call(call, x);
      case Control.Cond cond -> cond(cond, x);
      case Control.Scan scan -> scan(scan, x);
    };
  }

  private List<Expr> each(List<Expr> x) {
    return x.stream().map(this::many).toList();
  }

  private Expr linear(Linear op, List<Expr> x) {
    return switch (op) {
      case Linear.Add _, Linear.Neg _, Linear.Cast _, Linear.Select _ -> Expr.of(op, each(x));
      case Linear.Sum s -> many(x.getFirst()).sum(shift(s.axes()));
      case Linear.CumSum c -> many(x.getFirst()).cumsum(c.axis() + 1, c.fromBack());
      case Move m -> move(m, x);
      case Indexed i -> indexed(i, x);
    };
  }

  private Expr move(Move op, List<Expr> x) {
    Expr first = many(x.getFirst());
    return switch (op) {
      case Move.Broadcast b -> first.broadcast(b.to().insert(0, count), shift(b.axes()));
      case Move.Reshape r -> first.reshape(r.to().insert(0, count));
      case Move.Permute p -> first.permute(lead(0, shift(p.order())));
      case Move.Pad p -> first.pad(lead(0, p.before()), lead(0, p.after()));
      case Move.Slice s -> first.slice(lead(0, s.start()), s.size().insert(0, count));
      case Move.Concat c -> Expr.concat(c.axis() + 1, each(x));
    };
  }

  private Expr indexed(Indexed op, List<Expr> x) {
    Expr first = many(x.getFirst());
    return switch (op) {
      case Indexed.Gather g ->
          isBatched(x.get(1))
              ? Expr.of(new Indexed.TakeAlong(g.axis() + 1), List.of(first, spread(x, g.axis())))
              : first.gather(g.axis() + 1, x.get(1));
      case Indexed.ScatterAdd s ->
          isBatched(x.get(1))
              ? Expr.of(
                  new Indexed.PutAlong(s.axis() + 1, s.extent()),
                  List.of(first, spread(x, s.axis())))
              : first.scatterAdd(s.axis() + 1, s.extent(), x.get(1));
      case Indexed.TakeAlong t -> Expr.of(new Indexed.TakeAlong(t.axis() + 1), each(x));
      case Indexed.PutAlong p -> Expr.of(new Indexed.PutAlong(p.axis() + 1, p.extent()), each(x));
      case Indexed.Unfold u ->
          Expr.of(
              new Indexed.Unfold(u.axis() + 1, u.size(), u.stride(), u.dilation()), List.of(first));
      case Indexed.Fold f ->
          Expr.of(
              new Indexed.Fold(f.axis() + 1, f.extent(), f.stride(), f.dilation()), List.of(first));
    };
  }

  /// A vector of positions for each example, repeated along the other axes of the operand.
  private Expr spread(List<Expr> x, int axis) {
    Expr positions = many(x.get(1));
    Shape to = x.getFirst().shape().with(axis, x.get(1).shape().size()).insert(0, count);
    List<Integer> others =
        IntStream.range(1, to.rank()).filter(a -> a != axis + 1).boxed().toList();
    return positions.broadcast(to, others);
  }

  private Expr bilinear(Bilinear op, Expr left, Expr right) {
    return switch (op) {
      case Bilinear.Mul _ -> Expr.of(op, each(List.of(left, right)));
      case Bilinear.Contract c -> {
        char letter = 'A';
        while ((c.left() + c.right()).indexOf(letter) >= 0) {
          letter++;
        }
        String x = isBatched(left) ? letter + c.left() : c.left();
        String y = isBatched(right) ? letter + c.right() : c.right();
        Expr a = isBatched(left) ? many(left) : left;
        Expr b = isBatched(right) ? many(right) : right;
        yield a.contract(b, x, y, letter + c.out());
      }
    };
  }

  private Expr structured(Structured op, List<Expr> x) {
    return switch (op) {
      case Structured.Extreme e ->
          Expr.of(new Structured.Extreme(e.max(), shift(e.axes())), each(x));
      case Structured.Solve _, Structured.Cholesky _, Structured.Determinant _ ->
          Expr.of(op, each(x));
    };
  }

  private Expr flat(Flat op, List<Expr> x) {
    return switch (op) {
      case Flat.Compare _, Flat.Step _ -> Expr.of(op, each(x));
      case Flat.ArgMax a -> many(x.getFirst()).argMax(a.axis() + 1);
      case Flat.ArgSort a -> Expr.of(new Flat.ArgSort(a.axis() + 1), each(x));
      case Flat.Param _, Flat.Fill _, Flat.Named _, Flat.Constant _, Flat.Iota _ ->
          throw new IllegalStateException(op.symbol() + " has no operands to batch");
    };
  }

  private List<Expr> call(Control.Call call, List<Expr> x) {
    List<Boolean> mapped = x.stream().map(this::isBatched).toList();
    List<Boolean> twice = new ArrayList<>(mapped);
    twice.addAll(mapped);
    Control many =
        new Control.Call(
            call.label(),
            vmap(call.body(), mapped, count),
            call.rule().map(r -> vmap(r, twice, count)));
    return Calls.items(many, partly(x));
  }

  /// A condition that differs from example to example computes both branches and selects.
  private List<Expr> cond(Control.Cond cond, List<Expr> x) {
    List<Expr> operands = x.subList(1, x.size());
    List<Boolean> mapped = operands.stream().map(this::isBatched).toList();
    Graph yes = vmap(cond.yes(), mapped, count);
    Graph no = vmap(cond.no(), mapped, count);
    if (!isBatched(x.getFirst())) {
      return Calls.items(new Control.Cond(yes, no), partly(x));
    }
    List<Expr> a = yes.apply(partly(operands));
    List<Expr> b = no.apply(partly(operands));
    Expr mask = many(x.getFirst());
    List<Expr> out = new ArrayList<>();
    for (int i = 0; i < a.size(); i++) {
      Shape s = a.get(i).shape();
      List<Integer> rest = IntStream.range(1, s.rank()).boxed().toList();
      out.add(mask.broadcast(s, rest).select(a.get(i), b.get(i)));
    }
    return out;
  }

  /// A loop for all examples together. A state is batched if it moves; inputs keep the time first.
  private List<Expr> scan(Control.Scan scan, List<Expr> x) {
    int states = scan.states();
    List<Boolean> mapped = new ArrayList<>();
    List<Expr> args = new ArrayList<>();
    for (int i = 0; i < x.size(); i++) {
      Expr arg = x.get(i);
      boolean many = isBatched(arg) || i < states && !scan.constant(i);
      mapped.add(many);
      args.add(!many ? arg : i < states ? many(arg) : swapped(many(arg)));
    }
    Graph step = vmap(scan.body(), mapped, count);
    List<Expr> results = new ArrayList<>(step.results());
    for (int i = 0; i < states; i++) {
      if (!mapped.get(i)) {
        results.set(i, step.params().get(i));
      }
    }
    Graph body = new Graph(step.params(), results);
    List<Expr> out =
        Calls.items(new Control.Scan(body, scan.length(), states, scan.backward()), args);
    return IntStream.range(0, out.size())
        .mapToObj(i ->
            i >= states ? swapped(out.get(i)) : mapped.get(i) ? out.get(i) : repeated(out.get(i)))
        .toList();
  }

  private Expr repeated(Expr e) {
    return e.broadcast(e.shape().insert(0, count), List.of(0));
  }

  /// The first two axes exchanged.
  private static Expr swapped(Expr e) {
    List<Integer> order = new ArrayList<>(IntStream.range(0, e.shape().rank()).boxed().toList());
    order.set(0, 1);
    order.set(1, 0);
    return e.permute(List.copyOf(order));
  }

  private List<Expr> partly(List<Expr> x) {
    return x.stream().map(e -> isBatched(e) ? many(e) : e).toList();
  }

  private static List<Integer> shift(List<Integer> axes) {
    return axes.stream().map(a -> a + 1).toList();
  }

  private static List<Integer> lead(int first, List<Integer> rest) {
    List<Integer> all = new ArrayList<>(List.of(first));
    all.addAll(rest);
    return List.copyOf(all);
  }
}
