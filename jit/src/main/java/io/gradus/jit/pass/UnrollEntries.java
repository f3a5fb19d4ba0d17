package io.gradus.jit.pass;

import io.gradus.array.Array;
import io.gradus.array.Shape;
import io.gradus.graph.Expr;
import io.gradus.graph.Type;
import io.gradus.op.Bilinear;
import io.gradus.op.Flat;
import io.gradus.op.Indexed;
import io.gradus.op.Linear;
import io.gradus.op.Move;
import io.gradus.op.Op;
import io.gradus.op.Structured;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BinaryOperator;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/// The entries of unrolled values: for each place along the unrolled axes, in row-major order, an
/// expression whose shape is that of the other axes, the lanes.
///
/// An operation that moves elements does two things that do not touch each other: it moves entries
/// (it is evaluated on their positions), and it moves the lanes inside of each.
final class UnrollEntries {
  private final UnrollAxes axes;
  private final UnaryOperator<Expr> outside;
  private final Map<Expr, Expr[]> entries = new HashMap<>();
  private final Set<Expr> read = new HashSet<>();

  /// @param axes the axes to unroll
  /// @param outside what stands for a value that is no unrolled operation
  UnrollEntries(UnrollAxes axes, UnaryOperator<Expr> outside) {
    this.axes = axes;
    this.outside = outside;
  }

  /// The entries of an operation, those of its operands being known.
  Expr[] of(Expr e) {
    return entries.computeIfAbsent(e, this::expand);
  }

  /// The entries that are parts of values from outside.
  Set<Expr> read() {
    return read;
  }

  private Expr[] expand(Expr e) {
    Expr[][] in = new Expr[e.op() instanceof Indexed ? 1 : e.args().size()][];
    for (int i = 0; i < in.length; i++) {
      Expr x = e.args().get(i);
      in[i] = axes.inside().contains(x) ? entries.get(x) : parts(x, axes.operand(e, i));
    }
    return switch (e.op()) {
      case Move m -> moved(e, m, in);
      case Indexed.Gather g -> {
        Array from = new Indexed.Gather(cut(e).place(g.axis())).eval(positions(e, 0, indices(e)));
        yield IntStream.range(0, from.size())
            .mapToObj(i -> in[0][(int) from.get(i)])
            .toArray(Expr[]::new);
      }
      case Indexed.ScatterAdd s -> {
        Cut cut = cut(e);
        Array to =
            new Indexed.Gather(cut.place(s.axis()))
                .eval(List.of(numbered(cut.entries()), indices(e)));
        yield grouped(e, in[0], to, Expr::add);
      }
      case Linear.CumSum c -> running(e, c, in[0]);
      case Linear.Sum s -> reduced(e, s.axes(), in[0], Expr::add, Linear.Sum::new);
      case Structured.Extreme x ->
          reduced(
              e,
              x.axes(),
              in[0],
              x.max() ? Expr::max : Expr::min,
              a -> new Structured.Extreme(x.max(), a));
      case Bilinear.Contract c -> contracted(e, c, in);
      default ->
          IntStream.range(0, in[0].length)
              .mapToObj(i -> Expr.of(e.op(), Arrays.stream(in).map(x -> x[i]).toList()))
              .toArray(Expr[]::new);
    };
  }

  // The two halves of a shape

  /// A shape and which of its axes are unrolled.
  record Cut(Shape shape, boolean[] unrolled) {
    /// The unrolled axes.
    Shape entries() {
      return part(true);
    }

    /// The other axes.
    Shape lanes() {
      return part(false);
    }

    /// Where an axis stands among the axes of its half.
    int place(int axis) {
      return (int) IntStream.range(0, axis).filter(a -> unrolled[a] == unrolled[axis]).count();
    }

    /// The places of those of some axes that belong to one half.
    List<Integer> places(List<Integer> some, boolean entries) {
      return some.stream().filter(a -> unrolled[a] == entries).map(this::place).toList();
    }

    private Shape part(boolean entries) {
      return Shape.of(
          IntStream.range(0, shape.rank())
              .filter(a -> unrolled[a] == entries)
              .map(shape::dim)
              .toArray());
    }
  }

  /// The halves of the result of an operation inside.
  Cut cut(Expr e) {
    return new Cut(e.shape(), axes.result(e));
  }

  private Cut cut(Expr e, int operand) {
    return new Cut(e.args().get(operand).shape(), axes.operand(e, operand));
  }

  private static Array numbered(Shape shape) {
    return Array.of(shape, IntStream.range(0, shape.size()).asDoubleStream().toArray());
  }

  private List<Array> positions(Expr e, int operand, Array... more) {
    List<Array> all = new ArrayList<>(List.of(numbered(cut(e, operand).entries())));
    all.addAll(List.of(more));
    return all;
  }

  private static Array indices(Expr e) {
    return ((Flat.Constant) e.args().get(1).op()).array();
  }

  // Values from outside

  private Expr[] parts(Expr operand, boolean[] unrolled) {
    Cut cut = new Cut(operand.shape(), unrolled);
    Type lanes = operand.type().with(cut.lanes());
    Shape places = cut.entries();
    Expr[] out = new Expr[places.size()];
    for (int i = 0; i < out.length; i++) {
      int[] index = index(places, i);
      out[i] =
          switch (operand.op()) {
            case Flat.Fill f -> Expr.fill(f.value(), lanes);
            case Flat.Named n -> Expr.of(new Flat.Named(n.name(), n.value(), lanes), List.of());
            case Flat.Iota iota ->
                unrolled[iota.axis()]
                    ? Expr.fill(index[cut.place(iota.axis())], lanes)
                    : Expr.iota(cut.place(iota.axis()), lanes);
            case Flat.Constant c when lanes.shape().size() == 1 ->
                Expr.fill(c.array().get(i), lanes);
            default -> view(outside.apply(operand), cut, index);
          };
    }
    return out;
  }

  private Expr view(Expr x, Cut cut, int[] index) {
    int[] start = new int[cut.shape.rank()];
    int[] size = cut.shape.dims();
    for (int a = 0; a < start.length; a++) {
      if (cut.unrolled[a]) {
        start[a] = index[cut.place(a)];
        size[a] = 1;
      }
    }
    List<Integer> from = IntStream.of(start).boxed().toList();
    Expr part = x.slice(from, Shape.of(size)).reshape(cut.lanes());
    read.add(part);
    return part;
  }

  private static int[] index(Shape shape, int i) {
    int[] strides = shape.strides();
    return IntStream.range(0, strides.length).map(a -> i / strides[a] % shape.dim(a)).toArray();
  }

  // Moves

  private Expr[] moved(Expr e, Move op, Expr[][] in) {
    Cut from = cut(e, 0);
    Cut to = cut(e);
    Move entry = half(op, from, to, true);
    Move lane = half(op, from, to, false);
    List<Expr> all = new ArrayList<>();
    List<Array> places = new ArrayList<>(); // counted from 1 through all operands; 0 is padding
    for (int i = 0; i < in.length; i++) {
      Shape s = cut(e, i).entries();
      double[] numbers =
          IntStream.rangeClosed(all.size() + 1, all.size() + s.size()).asDoubleStream().toArray();
      places.add(Array.of(s, numbers));
      all.addAll(List.of(in[i]));
    }
    Array picks = entry.eval(places);
    Expr zero = Expr.fill(0, e.type().with(to.lanes()));
    Expr[] out = new Expr[picks.size()];
    for (int i = 0; i < out.length; i++) {
      int pick = (int) picks.get(i);
      out[i] = pick == 0 ? zero : lane == null ? all.get(pick - 1) : apply(lane, all.get(pick - 1));
    }
    return out;
  }

  private static Expr apply(Op op, Expr x) {
    return Expr.of(op, List.of(x));
  }

  /// What a move does with the axes of one half; `null` where it leaves lanes as they are.
  private static Move half(Move op, Cut from, Cut to, boolean entries) {
    Shape shape = entries ? to.entries() : to.lanes();
    return switch (op) {
      case Move.Broadcast b -> new Move.Broadcast(shape, to.places(b.axes(), entries));
      case Move.Reshape _ -> new Move.Reshape(shape);
      case Move.Permute p ->
          new Move.Permute(
              IntStream.range(0, to.unrolled.length)
                  .filter(a -> to.unrolled[a] == entries)
                  .mapToObj(a -> from.place(p.order().get(a)))
                  .toList());
      case Move.Slice s -> entries ? new Move.Slice(only(s.start(), to), shape) : null;
      case Move.Pad p -> entries ? new Move.Pad(only(p.before(), to), only(p.after(), to)) : null;
      case Move.Concat c -> entries ? new Move.Concat(to.place(c.axis())) : null;
    };
  }

  private static List<Integer> only(List<Integer> byAxis, Cut cut) {
    return IntStream.range(0, byAxis.size())
        .filter(a -> cut.unrolled[a])
        .mapToObj(byAxis::get)
        .toList();
  }

  // Sums

  private interface Reducing {
    Op over(List<Integer> axes);
  }

  private Expr[] reduced(
      Expr e, List<Integer> over, Expr[] in, BinaryOperator<Expr> f, Reducing lanes) {
    Cut from = cut(e, 0);
    Array to =
        new Move.Broadcast(from.entries(), from.places(over, true))
            .eval(List.of(numbered(cut(e).entries())));
    List<Integer> rest = from.places(over, false);
    Expr[] out = grouped(e, in, to, f);
    return rest.isEmpty()
        ? out
        : Arrays.stream(out).map(x -> apply(lanes.over(rest), x)).toArray(Expr[]::new);
  }

  /// Combines entry i into place `to[i]`, in ascending order.
  private Expr[] grouped(Expr e, Expr[] in, Array to, BinaryOperator<Expr> f) {
    Expr[] out = new Expr[cut(e).entries().size()];
    for (int i = 0; i < in.length; i++) {
      int k = (int) to.get(i);
      out[k] = out[k] == null ? in[i] : f.apply(out[k], in[i]);
    }
    Expr zero = Expr.fill(0, in[0].type());
    return Arrays.stream(out).map(x -> x == null ? zero : x).toArray(Expr[]::new);
  }

  private Expr[] running(Expr e, Linear.CumSum c, Expr[] in) {
    Expr[] out = in.clone();
    Cut cut = cut(e);
    int place = cut.place(c.axis());
    int step = cut.entries().strides()[place];
    int n = cut.entries().dim(place);
    for (int i = 0; i < out.length; i++) {
      int at = c.fromBack() ? out.length - 1 - i : i;
      int k = at / step % n;
      if (c.fromBack() ? k < n - 1 : k > 0) {
        out[at] = out[c.fromBack() ? at + step : at - step].add(out[at]);
      }
    }
    return out;
  }

  private Expr[] contracted(Expr e, Bilinear.Contract c, Expr[][] in) {
    Cut[] cuts = {cut(e, 0), cut(e, 1), cut(e)};
    String[] words = {word(c.left(), cuts[0]), word(c.right(), cuts[1]), word(c.out(), cuts[2])};
    String summed = words[0].replaceAll("[" + words[2] + " ]", "");
    String all = words[2] + summed;
    Shape space =
        Shape.of(
            all.chars()
                .map(l -> {
                  int i = words[0].indexOf(l);
                  return i >= 0
                      ? cuts[0].entries().dim(i)
                      : cuts[1].entries().dim(words[1].indexOf(l));
                })
                .toArray());
    Expr[] x = aligned(in[0], lanes(c.left(), cuts[0]), c.out(), cuts[2]);
    Expr[] y = aligned(in[1], lanes(c.right(), cuts[1]), c.out(), cuts[2]);
    Expr[] out = new Expr[cuts[2].entries().size()];
    for (int i = 0; i < space.size(); i++) {
      int[] index = index(space, i);
      int k = at(index, all, words[2], cuts[2].entries());
      Expr product =
          x[at(index, all, words[0], cuts[0].entries())].mul(
              y[at(index, all, words[1], cuts[1].entries())]);
      out[k] = out[k] == null ? product : out[k].add(product);
    }
    return out;
  }

  private static int at(int[] index, String all, String word, Shape shape) {
    int[] strides = shape.strides();
    return IntStream.range(0, word.length())
        .map(a -> index[all.indexOf(word.charAt(a))] * strides[a])
        .sum();
  }

  private static String word(String word, Cut cut) {
    return letters(word, cut, true);
  }

  private static String lanes(String word, Cut cut) {
    return letters(word, cut, false);
  }

  private static String letters(String word, Cut cut, boolean entries) {
    StringBuilder out = new StringBuilder();
    IntStream.range(0, word.length())
        .filter(a -> cut.unrolled[a] == entries)
        .forEach(a -> out.append(word.charAt(a)));
    return out.toString();
  }

  /// Entries with their lanes in the order of the result, repeated along those they lack.
  private static Expr[] aligned(Expr[] in, String have, String out, Cut to) {
    String want = lanes(out, to);
    StringBuilder order = new StringBuilder();
    want.chars().filter(l -> have.indexOf(l) >= 0).forEach(l -> order.append((char) l));
    List<Integer> permute = order.chars().mapToObj(have::indexOf).toList();
    List<Integer> missing =
        IntStream.range(0, want.length())
            .filter(a -> have.indexOf(want.charAt(a)) < 0)
            .boxed()
            .toList();
    return Arrays.stream(in)
        .map(x -> x.permute(permute).broadcast(to.lanes(), missing))
        .toArray(Expr[]::new);
  }
}
