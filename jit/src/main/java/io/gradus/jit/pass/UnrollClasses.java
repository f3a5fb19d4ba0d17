package io.gradus.jit.pass;

import io.gradus.array.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/// Axes of values, numbered, and which of them are walked together: union and find.
final class UnrollClasses {
  private final List<Integer> extents = new ArrayList<>(); // by axis number
  private final List<Integer> parents = new ArrayList<>();

  /// New axes, one for each of a shape.
  int[] axes(Shape s) {
    int[] out = new int[s.rank()];
    for (int a = 0; a < out.length; a++) {
      out[a] = extents.size();
      parents.add(extents.size());
      extents.add(s.dim(a));
    }
    return out;
  }

  /// The extent of an axis.
  int extent(int axis) {
    return extents.get(axis);
  }

  /// The class of an axis, by the number of one of its members.
  int find(int axis) {
    int root = axis;
    while (parents.get(root) != root) {
      root = parents.get(root);
    }
    int at = axis;
    while (at != root) {
      at = parents.set(at, root);
    }
    return root;
  }

  /// Makes one class of two.
  void join(int a, int b) {
    parents.set(find(a), find(b));
  }

  /// Joins the axes of two values one by one.
  void joinAll(int[] a, int[] b) {
    for (int i = 0; i < a.length; i++) {
      join(a[i], b[i]);
    }
  }

  /// Neighbouring axes before and after a reshape that hold the same elements. Axes of extent 1 are
  /// in no group.
  record Run(List<Integer> from, List<Integer> to) {
    /// The numbers of its axes, those of all axes before and after being known.
    int[] axes(int[] before, int[] after) {
      return IntStream.concat(
              from.stream().mapToInt(a -> before[a]), to.stream().mapToInt(a -> after[a]))
          .toArray();
    }
  }

  /// The groups of a reshape, in order.
  static List<Run> runs(Shape from, Shape to) {
    List<Run> out = new ArrayList<>();
    int i = 0;
    int j = 0;
    while (i < from.rank() || j < to.rank()) {
      Run g = new Run(new ArrayList<>(), new ArrayList<>());
      long p = 1;
      long q = 1;
      do {
        boolean left = i < from.rank() && (p <= q || j == to.rank());
        int extent = left ? from.dim(i) : to.dim(j);
        if (extent > 1) {
          (left ? g.from : g.to).add(left ? i : j);
        }
        p *= left ? extent : 1;
        q *= left ? 1 : extent;
        i += left ? 1 : 0;
        j += left ? 0 : 1;
      } while (p != q);
      if (p > 1) {
        out.add(g);
      }
    }
    return out;
  }
}
