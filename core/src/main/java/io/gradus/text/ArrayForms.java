package io.gradus.text;

import io.gradus.array.Array;
import io.gradus.array.Shape;
import io.gradus.graph.Expr;
import io.gradus.graph.Type;
import io.gradus.op.Bilinear;
import io.gradus.op.Flat;
import io.gradus.op.Indexed;
import io.gradus.op.Move;
import io.gradus.op.Structured;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// The part of [Forms] for whole arrays: lists, elements, matrix products; what has no notation of
/// its own is written as a call.
///
/// @param forms builds the forms of operands
record ArrayForms(Forms forms) {
  private static final int LARGEST_CONSTANT = 64;

  Form tensor(String name, Expr e, String... settings) {
    return new Form.Tensor(name, forms.args(e), List.of(settings));
  }

  Form reduction(String name, List<Integer> axes, Expr e) {
    boolean all = axes.size() == e.args().getFirst().shape().rank();
    String axis = axes.size() == 1 ? axes.getFirst().toString() : axes.toString();
    return all ? tensor(name, e) : tensor(name, e, "axis=" + axis);
  }

  Form structured(Structured op, Expr e) {
    return switch (op) {
      case Structured.Extreme x -> reduction(x.max() ? "max" : "min", x.axes(), e);
      case Structured.Solve s ->
          tensor(
              s.part() == Structured.Part.FULL
                  ? "solve"
                  : "solve_" + s.part().name().toLowerCase(Locale.ROOT),
              e,
              s.transposed() ? new String[] {"transposed"} : new String[0]);
      case Structured.Cholesky _ -> tensor("cholesky", e);
      case Structured.Determinant d -> tensor(d.log() ? "logdet" : "det", e);
    };
  }

  Form indexed(Indexed op, Expr e) {
    return switch (op) {
      case Indexed.Gather g -> tensor("gather", e, "axis=" + g.axis());
      case Indexed.ScatterAdd s -> tensor("scatter_add", e, "axis=" + s.axis());
      case Indexed.TakeAlong t -> tensor("take_along", e, "axis=" + t.axis());
      case Indexed.PutAlong p -> tensor("put_along", e, "axis=" + p.axis());
      case Indexed.Unfold u -> tensor("unfold", e, "axis=" + u.axis(), "size=" + u.size());
      case Indexed.Fold f -> tensor("fold", e, "axis=" + f.axis(), "extent=" + f.extent());
    };
  }

  /// One element, where a slice of extent 1 loses its axes; else a plain call.
  Form reshape(Move.Reshape r, Expr e) {
    Expr x = e.args().getFirst();
    if (x.op() instanceof Move.Slice s && !forms.isNamed(x)) {
      Shape from = x.args().getFirst().shape();
      List<Integer> index = new ArrayList<>();
      int axis = 0;
      while (axis < from.rank() && axis < from.rank() - r.to().rank() && s.size().dim(axis) == 1) {
        index.add(s.start().get(axis++));
      }
      boolean whole = from.rank() - axis == r.to().rank();
      for (; axis < from.rank(); axis++) {
        whole &= s.size().dim(axis) == from.dim(axis);
      }
      if (whole) {
        return new Form.Element(forms.of(x.args().getFirst()), List.copyOf(index));
      }
    }
    return tensor("reshape", e, r.to().toString());
  }

  /// A stack is a list.
  Form concat(Move.Concat c, Expr e) {
    List<Form> items = new ArrayList<>();
    for (Expr part : e.args()) {
      Optional<Form> item = c.axis() == 0 ? item(part) : Optional.empty();
      if (item.isEmpty()) {
        return tensor("concat", e, "axis=" + c.axis());
      }
      items.add(item.get());
    }
    return new Form.Items(items);
  }

  private Optional<Form> item(Expr part) {
    if (part.shape().dim(0) != 1) {
      return Optional.empty();
    }
    Shape shape = part.shape().remove(0);
    if (part.op() instanceof Move.Reshape && part.args().getFirst().shape().equals(shape)) {
      return Optional.of(forms.of(part.args().getFirst()));
    }
    boolean spread = part.op() instanceof Flat.Fill || part.op() instanceof Flat.Named;
    return spread ? Optional.of(filled(forms.of(part), shape, 0)) : Optional.empty();
  }

  private static Form filled(Form item, Shape shape, int axis) {
    if (axis == shape.rank()) {
      return item;
    }
    Form row = filled(item, shape, axis + 1);
    return new Form.Items(Collections.nCopies(shape.dim(axis), row));
  }

  Form constant(Array array) {
    return array.size() > LARGEST_CONSTANT || array.size() == 0
        ? new Form.Tensor("constant", List.of(), List.of(array.shape().toString()))
        : block(array, 0, 0);
  }

  private Form block(Array array, int axis, int offset) {
    if (axis == array.shape().rank()) {
      return Forms.number(array.get(offset), Type.of(array));
    }
    List<Form> items = new ArrayList<>();
    for (int i = 0; i < array.shape().dim(axis); i++) {
      items.add(block(array, axis + 1, offset + i * array.shape().strides()[axis]));
    }
    return new Form.Items(items);
  }

  /// Contractions that are matrix products, perhaps of transposes, are written as such.
  Form contraction(Bilinear.Contract c, Expr e) {
    Form x = forms.of(e.args().get(0));
    Form y = forms.of(e.args().get(1));
    List<Integer> summed = c.left().chars().filter(a -> c.out().indexOf(a) < 0).boxed().toList();
    if (summed.size() == 1 && c.left().length() <= 2 && c.right().length() <= 2) {
      char a = (char) (int) summed.getFirst();
      Form left = c.left().indexOf(a) == c.left().length() - 1 ? x : new Form.Transposed(x);
      Form right = c.right().indexOf(a) == 0 ? y : new Form.Transposed(y);
      String free = (c.left() + c.right()).replace(String.valueOf(a), "");
      if (free.equals(c.out())) {
        return new Form.Dot(left, right);
      }
      if (new StringBuilder(free).reverse().toString().equals(c.out())) {
        return new Form.Transposed(new Form.Dot(left, right));
      }
    }
    if (c.out().length() == 2 && (c.left() + c.right()).equals(c.out())) {
      return new Form.Tensor("outer", List.of(x, y), List.of());
    }
    return new Form.Tensor("einsum", List.of(x, y), List.of(c.toString()));
  }
}
