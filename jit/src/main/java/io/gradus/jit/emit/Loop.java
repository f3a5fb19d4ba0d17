package io.gradus.jit.emit;

import io.gradus.array.DType;
import io.gradus.op.Op;
import io.gradus.op.Pointwise;
import java.util.List;
import java.util.Optional;

/// What one kernel computes: straight-line code for every place of an iteration space.
///
/// The space has outer axes, flattened into *rows*, and one inner axis, the *columns*, along which
/// vectors lie. The extent of the first outer axis is no part of the loop, nor is that of the
/// columns unless [Instr.Reduce] needs it, so that kernels for batches of all sizes are the same.
/// Equal loops are the same kernel.
///
/// @param operands the number formats of the operands
/// @param middle the extents of the outer axes but the first
/// @param columns the number of columns if a [Instr.Reduce] is among the code, else -1
/// @param code instructions; each refers to earlier ones by position
/// @param stores where values go
/// @param over if present, stores hold the combination over the last outer axes instead of a value
///   for each row
/// @param tiled whether it follows a product tile by tile, so that its rows are short
public record Loop(
    List<DType> operands,
    List<Integer> middle,
    int columns,
    List<Instr> code,
    List<Store> stores,
    Optional<Over> over,
    boolean tiled) {

  /// How values are combined.
  public enum Kind {
    /// Σ.
    SUM,
    /// The largest.
    MAX,
    /// The smallest.
    MIN
  }

  /// A reduction over the last `axes` outer axes (at least one).
  ///
  /// If no outer axis is left, the extent of the first one is [Operands#depth].
  public record Over(Kind kind, int axes) {}

  /// A place in an operand: element `at[operand] + offset + Σ indexᵢ·stridesᵢ`.
  ///
  /// @param operand the operand
  /// @param offset a constant added to where the operand begins
  /// @param strides one for each outer axis, then one for the columns
  public record Access(int operand, int offset, List<Integer> strides) {
    /// The distance in elements from column to column.
    public int columnStride() {
      return strides.getLast();
    }
  }

  /// Writes value `value` of the code.
  ///
  /// A value that is the same in all columns (a reduction, or computed from such) is written once
  /// for each row if the stride along the columns is 0, and in every column otherwise. If `over` is
  /// present, strides of the reduced axes are 0.
  public record Store(int value, Access to) {}

  /// The work for one place, in simple operations.
  public double cost() {
    return 1 + code.stream().mapToDouble(Loop::cost).sum();
  }

  private static double cost(Instr i) {
    return switch (i) {
      case Instr.Apply a -> a.op() instanceof Pointwise p ? cost(p) : 1;
      case Instr.Load _ -> 1;
      case Instr.Reduce _ -> 2;
      case Instr.Number _, Instr.Position _ -> 0;
    };
  }

  private static double cost(Pointwise p) {
    return switch (p) {
      case Pointwise.Unary u ->
          switch (u) {
            case SQUARE, ABS -> 1;
            case RECIPROCAL, SQRT -> 4;
            case EXP, EXPM1, LOG, LOG1P, SIN, COS, TANH, LOGISTIC, SOFTPLUS -> 16;
            default -> 100;
          };
      case Pointwise.Binary b ->
          switch (b) {
            case MAX, MIN -> 2;
            case DIV -> 4;
            default -> 100;
          };
      case Pointwise.Polygamma _ -> 200;
    };
  }

  /// A listing, one line an instruction.
  @Override
  public String toString() {
    return Listing.of(this);
  }

  /// One instruction. Its value has one number format.
  public sealed interface Instr {
    /// Reads an operand. With stride 0 along the columns the value is the same in all columns.
    record Load(Access from) implements Instr {}

    /// The same number everywhere.
    record Number(DType type, double value) implements Instr {}

    /// The position along an axis: an outer one, or the columns (the last axis).
    record Position(DType type, int axis) implements Instr {}

    /// An operation on single elements: [io.gradus.op.Pointwise], `Add`, `Neg`, `Select`, `Cast`,
    /// `Mul`, [io.gradus.op.Flat.Compare] or [io.gradus.op.Flat.Step].
    ///
    /// @param type the number format of the value
    record Apply(Op op, DType type, List<Integer> args) implements Instr {}

    /// The combination of a value over all columns.
    record Reduce(Kind kind, int arg) implements Instr {}
  }
}
