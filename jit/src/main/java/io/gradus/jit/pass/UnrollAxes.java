package io.gradus.jit.pass;

import io.gradus.graph.Expr;
import io.gradus.op.Bilinear;
import io.gradus.op.Flat;
import io.gradus.op.Indexed;
import io.gradus.op.Linear;
import io.gradus.op.Move;
import io.gradus.op.Op;
import io.gradus.op.Pointwise;
import io.gradus.op.Structured;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/// Which axes of which values are unrolled into entries, and which stay as lanes.
///
/// Axes that an operation walks together are one *class*, found by union. A class is unrolled if it
/// is short and some operation mixes its places: cuts it, joins it, reads it by fixed positions, or
/// contracts it. A class that is only walked, summed or repeated stays: vectors along it do well.
/// So does one that is the batch of some product, unless it is mixed elsewhere.
///
/// An operation is *inside* if it can be written entry by entry under that choice. Leaving one out
/// unties classes and takes away mixing, so the choice is made again until nothing changes.
/// Operands from outside have axes of their own for each reader: a value that many read ties
/// nothing.
final class UnrollAxes {
  /// The longest axis that is unrolled.
  static final int LONGEST = 16;

  /// The most entries of one value.
  static final int MOST_ENTRIES = 64;

  /// A matrix with more entries than this, shared by all lanes, makes a contraction a matrix
  /// product.
  static final int SHARED_MATRIX = 16;

  /// The most products in a sum if lanes of one operand meet lanes of the other.
  static final int FEW_SUMMED = 4;

  private final Set<Expr> inside = new LinkedHashSet<>();
  private final Map<Expr, int[]> results = new HashMap<>(); // axis numbers
  private final Map<Expr, int[][]> operands = new HashMap<>();
  private UnrollClasses classes = new UnrollClasses();
  private final BitSet mixed = new BitSet(); // by class
  private final List<Integer> free = new ArrayList<>(); // in a contraction on one side only
  private final List<Integer> batch = new ArrayList<>(); // on both sides and in the result
  private final List<int[]> ties = new ArrayList<>(); // axes that a reshape cuts anew

  private UnrollAxes() {}

  /// The choice for the operations `nodes`, operands before their users.
  static UnrollAxes of(List<Expr> nodes) {
    UnrollAxes axes = new UnrollAxes();
    nodes.stream().filter(UnrollAxes::isCandidate).forEach(axes.inside::add);
    axes.settle(axes::fits); // first what never works, as it may be all that makes values large
    axes.settle(e -> axes.fits(e) && axes.isSmall(e));
    return axes;
  }

  private void settle(Predicate<Expr> stays) {
    do {
      choose();
    } while (inside.removeIf(stays.negate()));
  }

  /// The operations that are written entry by entry, operands before their users.
  Set<Expr> inside() {
    return inside;
  }

  /// Which axes of the result of an operation inside are unrolled.
  boolean[] result(Expr e) {
    return unrolled(results.get(e));
  }

  /// Which axes of an operand of an operation inside are unrolled.
  boolean[] operand(Expr e, int i) {
    return unrolled(operands.get(e)[i]);
  }

  /// The number of entries that an operation inside computes, products of a contraction included.
  long work(Expr e) {
    int[][] in = operands.get(e);
    return e.op() instanceof Bilinear.Contract
        ? entries(results.get(e)) * Math.max(entries(in[0]), entries(in[1]))
        : entries(results.get(e));
  }

  private static boolean isCandidate(Expr e) {
    if (!(e.op() instanceof Op.Single) || e.shape().size() == 0) {
      return false;
    }
    return switch (e.op()) {
      case Pointwise _, Flat.Compare _, Flat.Step _, Bilinear _, Structured.Extreme _ ->
          fullOperands(e);
      case Indexed.Gather _, Indexed.ScatterAdd _ ->
          fullOperands(e) && e.args().get(1).op() instanceof Flat.Constant;
      case Indexed _ -> false;
      case Linear _ -> fullOperands(e);
      default -> false;
    };
  }

  private static boolean fullOperands(Expr e) {
    return e.args().stream().allMatch(x -> x.shape().size() > 0);
  }

  private boolean[] unrolled(int[] axes) {
    boolean[] out = new boolean[axes.length];
    for (int a = 0; a < axes.length; a++) {
      out[a] = isUnrolled(axes[a]);
    }
    return out;
  }

  private boolean isUnrolled(int axis) {
    int extent = classes.extent(axis);
    return extent == 1 || extent <= LONGEST && mixed.get(classes.find(axis));
  }

  // The choice

  private void choose() {
    results.clear();
    operands.clear();
    classes = new UnrollClasses();
    mixed.clear();
    ties.clear();
    free.clear();
    batch.clear();
    List<Integer> mixing = new ArrayList<>();
    for (Expr e : inside) {
      int[][] in = new int[e.args().size()][];
      for (int i = 0; i < in.length; i++) {
        Expr x = e.args().get(i);
        in[i] = inside.contains(x) ? results.get(x) : classes.axes(x.shape());
      }
      int[] out = classes.axes(e.shape());
      operands.put(e, in);
      results.put(e, out);
      join(e, in, out, mixing);
    }
    BitSet lanes = new BitSet();
    batch.forEach(a -> lanes.set(classes.find(a)));
    mixing.forEach(a -> mixed.set(classes.find(a)));
    free.stream().map(classes::find).filter(a -> !lanes.get(a)).forEach(mixed::set);
    boolean changed = true;
    while (changed) {
      changed = false;
      for (int[] tie : ties) {
        changed |= spread(tie);
      }
    }
  }

  /// Unrolls all axes of a reshape if it unrolls one; true if that changes something.
  private boolean spread(int[] tie) {
    boolean any = false;
    boolean all = true;
    for (int a : tie) {
      any |= isUnrolled(a);
      all &= classes.extent(a) <= LONGEST;
    }
    boolean changed = false;
    for (int a : tie) {
      if (any && all && !isUnrolled(a)) {
        mixed.set(classes.find(a));
        changed = true;
      }
    }
    return changed;
  }

  private void join(Expr e, int[][] in, int[] out, List<Integer> mixing) {
    switch (e.op()) {
      case Move.Broadcast b -> joinRest(out, in[0], b.axes());
      case Move.Reshape _ -> reshaped(e, in[0], out);
      case Move.Permute p -> {
        for (int a = 0; a < out.length; a++) {
          classes.join(out[a], in[0][p.order().get(a)]);
        }
      }
      case Move.Slice _, Move.Pad _ -> {
        for (int a = 0; a < out.length; a++) {
          joinOrMix(in[0][a], out[a], mixing);
        }
      }
      case Move.Concat c -> {
        for (int[] x : in) {
          for (int a = 0; a < out.length; a++) {
            if (a != c.axis()) {
              classes.join(x[a], out[a]);
            } else {
              mixing.add(x[a]);
            }
          }
        }
        mixing.add(out[c.axis()]);
      }
      case Indexed.Gather g -> picked(in[0], out, g.axis(), mixing);
      case Indexed.ScatterAdd s -> picked(in[0], out, s.axis(), mixing);
      case Linear.CumSum c -> {
        classes.joinAll(in[0], out);
        mixing.add(out[c.axis()]);
      }
      case Linear.Sum s -> joinRest(in[0], out, s.axes());
      case Structured.Extreme x -> joinRest(in[0], out, x.axes());
      case Bilinear.Contract c -> contracted(c, in, out, mixing);
      default -> {
        for (int[] x : in) {
          classes.joinAll(x, out);
        }
      }
    }
  }

  /// Joins the axes of `all` but `without` with those of `rest`.
  private void joinRest(int[] all, int[] rest, List<Integer> without) {
    int next = 0;
    for (int a = 0; a < all.length; a++) {
      if (!without.contains(a)) {
        classes.join(all[a], rest[next++]);
      }
    }
  }

  private void joinOrMix(int x, int y, List<Integer> mixing) {
    if (classes.extent(x) == classes.extent(y)) {
      classes.join(x, y);
    } else {
      mixing.add(x);
      mixing.add(y);
    }
  }

  private void picked(int[] in, int[] out, int axis, List<Integer> mixing) {
    for (int a = 0; a < out.length; a++) {
      if (a != axis) {
        classes.join(in[a], out[a]);
      }
    }
    mixing.add(in[axis]);
    mixing.add(out[axis]);
  }

  private void contracted(Bilinear.Contract c, int[][] in, int[] out, List<Integer> mixing) {
    Map<Character, Integer> first = new HashMap<>();
    String[] words = {c.left(), c.right(), c.out()};
    int[][] axes = {in[0], in[1], out};
    for (int w = 0; w < 3; w++) {
      for (int a = 0; a < words[w].length(); a++) {
        Integer known = first.putIfAbsent(words[w].charAt(a), axes[w][a]);
        if (known != null) {
          classes.join(known, axes[w][a]);
        }
      }
    }
    first.forEach((letter, axis) -> {
      if (c.out().indexOf(letter) < 0) {
        mixing.add(axis);
      } else if (c.left().indexOf(letter) < 0 || c.right().indexOf(letter) < 0) {
        free.add(axis);
      } else {
        batch.add(axis);
      }
    });
  }

  private void reshaped(Expr e, int[] in, int[] out) {
    for (UnrollClasses.Run g : UnrollClasses.runs(e.args().getFirst().shape(), e.shape())) {
      if (g.from().size() == 1 && g.to().size() == 1) {
        classes.join(in[g.from().getFirst()], out[g.to().getFirst()]);
      } else {
        ties.add(g.axes(in, out));
      }
    }
  }

  // What can be written entry by entry

  private boolean fits(Expr e) {
    int[] out = results.get(e);
    int[][] in = operands.get(e);
    boolean any = hasUnrolled(out);
    for (int[] x : in) {
      any |= hasUnrolled(x);
    }
    return any
        && switch (e.op()) {
          case Move.Slice _, Move.Pad _ -> {
            boolean all = true;
            for (int a = 0; a < out.length; a++) {
              boolean same = classes.extent(out[a]) == classes.extent(in[0][a]);
              all &= same || isUnrolled(out[a]) && isUnrolled(in[0][a]);
            }
            yield all;
          }
          case Move.Concat c -> {
            boolean all = isUnrolled(out[c.axis()]);
            for (int[] x : in) {
              all &= isUnrolled(x[c.axis()]);
            }
            yield all;
          }
          case Indexed.Gather g -> isUnrolled(out[g.axis()]) && isUnrolled(in[0][g.axis()]);
          case Indexed.ScatterAdd s -> isUnrolled(out[s.axis()]) && isUnrolled(in[0][s.axis()]);
          case Linear.CumSum c -> isUnrolled(out[c.axis()]);
          case Move.Reshape _ ->
              UnrollClasses.runs(e.args().getFirst().shape(), e.shape()).stream()
                  .map(g -> g.axes(in[0], out))
                  .allMatch(this::isUniform);
          case Bilinear.Contract c -> fits(e, c, in, out);
          default -> true;
        };
  }

  private boolean isSmall(Expr e) {
    boolean all = entries(results.get(e)) <= MOST_ENTRIES;
    for (int[] x : operands.get(e)) {
      all &= entries(x) <= MOST_ENTRIES;
    }
    return all;
  }

  private boolean isUniform(int[] axes) {
    for (int a : axes) {
      if (isUnrolled(a) != isUnrolled(axes[0])) {
        return false;
      }
    }
    return true;
  }

  /// No sum over lanes, no product of lanes with other lanes but for a few sums of them, no large
  /// matrix for all lanes.
  private boolean fits(Expr e, Bilinear.Contract c, int[][] in, int[] out) {
    long summed = 1;
    boolean onlyLeft = false;
    boolean onlyRight = false;
    for (int a = 0; a < in[0].length; a++) {
      char letter = c.left().charAt(a);
      if (!isUnrolled(in[0][a])) {
        if (c.out().indexOf(letter) < 0) {
          return false;
        }
        onlyLeft |= c.right().indexOf(letter) < 0;
      } else if (c.out().indexOf(letter) < 0) {
        summed *= classes.extent(in[0][a]);
      }
    }
    for (int a = 0; a < in[1].length; a++) {
      onlyRight |= !isUnrolled(in[1][a]) && c.left().indexOf(c.right().charAt(a)) < 0;
    }
    boolean shared = lanes(out) > 1 && (isShared(e, 0, in[0]) || isShared(e, 1, in[1]));
    return !(onlyLeft && onlyRight && summed > FEW_SUMMED) && !shared;
  }

  /// True for a matrix that is the same in all lanes, unless its numbers are known.
  private boolean isShared(Expr e, int i, int[] axes) {
    return lanes(axes) == 1
        && entries(axes) > SHARED_MATRIX
        && !(e.args().get(i).op() instanceof Flat.Constant);
  }

  private boolean hasUnrolled(int[] axes) {
    for (int a : axes) {
      if (isUnrolled(a)) {
        return true;
      }
    }
    return false;
  }

  private long entries(int[] axes) {
    long n = 1;
    for (int a : axes) {
      n *= isUnrolled(a) ? classes.extent(a) : 1;
    }
    return n;
  }

  private long lanes(int[] axes) {
    long n = 1;
    for (int a : axes) {
      n *= isUnrolled(a) ? 1 : classes.extent(a);
    }
    return n;
  }
}
