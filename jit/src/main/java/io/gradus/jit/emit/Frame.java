package io.gradus.jit.emit;

import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;

/// Which values are in which variables at some point of the code being written.
///
/// Frames nest as the loops do. A frame of one *part* of the columns (one vector, or one column)
/// has a place; what is the same in all columns is kept in the frame around it.
///
/// @param around the frame of the enclosing loop, or null
/// @param place which columns, or null
/// @param forms the variables
record Frame(Frame around, Place place, Map<Form, Map<Integer, Var>> forms) {
  /// The forms that a value can have.
  enum Form {
    SCALAR,
    SCALAR_MASK,
    VECTOR,
    VECTOR_MASK
  }

  /// A part of the columns.
  ///
  /// @param column the variable of the column loop, or null for 0
  /// @param offset what to add to it
  /// @param tail which lanes exist, or null for all
  record Place(Var column, int offset, Tail tail) {
    /// The mask of the lanes that exist, or null for all.
    Var mask() {
      return tail == null ? null : tail.mask();
    }
  }

  /// The first lanes of a vector.
  ///
  /// @param mask the mask of these lanes
  /// @param count how many
  record Tail(Var mask, Var count) {}

  static Frame in(Frame around) {
    return new Frame(around, null, new EnumMap<>(Form.class));
  }

  Frame at(Place place) {
    return new Frame(this, place, new EnumMap<>(Form.class));
  }

  /// The innermost frame that is not just a part of the columns.
  Frame shared() {
    return place == null ? this : around.shared();
  }

  Var find(int value, Form form) {
    Var here = forms.getOrDefault(form, Map.of()).get(value);
    return here != null || around == null ? here : around.find(value, form);
  }

  void put(int value, Form form, Var v) {
    forms.computeIfAbsent(form, f -> new HashMap<>()).put(value, v);
  }

  /// Forgets a value of this frame and frees its variables.
  void free(int value, Slots slots) {
    for (Map<Integer, Var> form : forms.values()) {
      Var v = form.remove(value);
      if (v != null) {
        slots.free(v);
      }
    }
  }
}
