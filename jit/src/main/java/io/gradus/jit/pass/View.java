package io.gradus.jit.pass;

import io.gradus.array.Shape;
import io.gradus.graph.Expr;
import io.gradus.op.Flat;
import io.gradus.op.Indexed;
import io.gradus.op.Linear;
import io.gradus.op.Move;
import io.gradus.op.Op;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// How the elements of a value lie in the memory of another one: element (i, j, …) is element
/// `offset + Σ indexₐ·stridesₐ` of `base`, which is stored in row-major order.
///
/// Moves of data are views where possible, so that a transpose, a slice, a broadcast or a window
/// costs nothing: the kernel that reads the value walks over the base in another order.
///
/// @param base the value that is stored
/// @param offset the position of the first element
/// @param dims the extents
/// @param strides the distance of neighbours along each axis
record View(Expr base, int offset, List<Integer> dims, List<Integer> strides) {

  /// A value as it is stored.
  static View whole(Expr e) {
    return new View(e, 0, list(e.shape().dims()), list(e.shape().strides()));
  }

  /// The view through an operation on a viewed operand, if the operation only moves elements and
  /// the result is still regular.
  static Optional<View> through(Op op, View x, Shape to) {
    return switch (op) {
      case Flat.Step step when step == Flat.Step.STOP -> Optional.of(x);
      case Move.Broadcast b -> Optional.of(x.broadcast(b.to(), b.axes()));
      case Move.Permute p ->
          Optional.of(
              new View(
                  x.base,
                  x.offset,
                  p.order().stream().map(x.dims::get).toList(),
                  p.order().stream().map(x.strides::get).toList()));
      case Move.Slice s -> Optional.of(x.slice(s.start(), list(s.size().dims())));
      case Move.Reshape r -> x.reshape(list(r.to().dims()));
      case Linear.Sum s when s.axes().stream().allMatch(a -> x.dims.get(a) == 1) ->
          x.reshape(list(to.dims()));
      case Indexed.Unfold u -> Optional.of(x.unfold(u));
      default -> Optional.empty();
    };
  }

  private View broadcast(Shape to, List<Integer> axes) {
    List<Integer> steps = new ArrayList<>();
    int next = 0;
    for (int a = 0; a < to.rank(); a++) {
      steps.add(axes.contains(a) ? 0 : strides.get(next++));
    }
    return new View(base, offset, list(to.dims()), List.copyOf(steps));
  }

  private View slice(List<Integer> start, List<Integer> size) {
    int at = offset;
    for (int a = 0; a < size.size(); a++) {
      at += start.get(a) * strides.get(a);
    }
    return new View(base, at, size, strides);
  }

  private View unfold(Indexed.Unfold u) {
    List<Integer> d = new ArrayList<>(dims);
    List<Integer> s = new ArrayList<>(strides);
    int step = strides.get(u.axis());
    d.set(u.axis(), (dims.get(u.axis()) - (u.size() - 1) * u.dilation() - 1) / u.stride() + 1);
    s.set(u.axis(), step * u.stride());
    d.add(u.axis() + 1, u.size());
    s.add(u.axis() + 1, step * u.dilation());
    return new View(base, offset, List.copyOf(d), List.copyOf(s));
  }

  /// The same elements under other extents: runs of axes that lie without gaps are joined and cut
  /// anew; empty if a new axis would cross a gap.
  private Optional<View> reshape(List<Integer> to) {
    View joined = squeeze().joined();
    List<Integer> steps = new ArrayList<>();
    int axis = joined.dims.size() - 1;
    int left = axis < 0 ? 1 : joined.dims.get(axis); // of the joined axis, still to be cut up
    int step = axis < 0 ? 1 : joined.strides.get(axis);
    if (to.contains(0)) {
      return Optional.of(new View(base, offset, to, list(Shape.of(ints(to)).strides())));
    }
    for (int i = to.size() - 1; i >= 0; i--) {
      int extent = to.get(i);
      if (extent == 1) {
        steps.addFirst(0);
        continue;
      }
      if (left == 1 && axis > 0) {
        axis--;
        left = joined.dims.get(axis);
        step = joined.strides.get(axis);
      }
      if (left % extent != 0) {
        return Optional.empty();
      }
      steps.addFirst(step);
      left /= extent;
      step *= extent;
    }
    return Optional.of(new View(base, offset, to, List.copyOf(steps)));
  }

  /// Without axes of extent 1.
  View squeeze() {
    List<Integer> d = new ArrayList<>();
    List<Integer> s = new ArrayList<>();
    for (int a = 0; a < dims.size(); a++) {
      if (dims.get(a) != 1) {
        d.add(dims.get(a));
        s.add(strides.get(a));
      }
    }
    return new View(base, offset, List.copyOf(d), List.copyOf(s));
  }

  /// With neighbouring axes joined where they lie without gaps.
  private View joined() {
    List<Integer> d = new ArrayList<>(dims);
    List<Integer> s = new ArrayList<>(strides);
    for (int a = d.size() - 2; a >= 0; a--) {
      if (s.get(a) == s.get(a + 1) * d.get(a + 1)) {
        d.set(a, d.get(a) * d.get(a + 1));
        s.set(a, s.get(a + 1));
        d.remove(a + 1);
        s.remove(a + 1);
      }
    }
    return new View(base, offset, d, s);
  }

  /// The one stride of some axes taken as a single one, if they lie without gaps; 0 for no axes.
  Optional<Integer> stride(List<Integer> axes) {
    int extent = 1;
    int stride = 0;
    for (int i = axes.size() - 1; i >= 0; i--) {
      int d = dims.get(axes.get(i));
      int s = strides.get(axes.get(i));
      if (d == 1) {
        continue;
      }
      if (extent == 1) {
        stride = s;
      } else if (s != stride * extent) {
        return Optional.empty();
      }
      extent *= d;
    }
    return Optional.of(stride);
  }

  /// True if the view is all of its base in the order of memory.
  boolean isWhole() {
    if (offset != 0 || size() != base.shape().size()) {
      return false;
    }
    View v = squeeze();
    return v.strides.equals(rowMajor(v.dims));
  }

  /// The number of elements.
  int size() {
    return dims.stream().reduce(1, (a, b) -> a * b);
  }

  /// The strides of extents that lie in row-major order.
  static List<Integer> rowMajor(List<Integer> dims) {
    return list(Shape.of(ints(dims)).strides());
  }

  /// The extents of a shape that are not 1.
  static List<Integer> squeezed(Shape shape) {
    List<Integer> out = new ArrayList<>();
    for (int d : shape.dims()) {
      if (d != 1) {
        out.add(d);
      }
    }
    return List.copyOf(out);
  }

  static List<Integer> list(int[] values) {
    Integer[] out = new Integer[values.length]; // no stream, as this is done at every node
    Arrays.setAll(out, i -> values[i]);
    return List.of(out);
  }

  private static int[] ints(List<Integer> values) {
    int[] out = new int[values.size()];
    Arrays.setAll(out, values::get);
    return out;
  }
}
