package io.gradus.nn.data;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Where the blocks of a table go while it is read.
sealed interface Blocks permits Blocks.OnHeap, TableFile.Writer {
  /// Takes a block, a heap segment over bytes.
  void add(MemorySegment block);

  /// The table of all blocks, in their order.
  ///
  /// @param name what messages call the table
  /// @param shift all blocks but the last have 2^shift rows
  Table finish(String name, int rows, int shift, List<ColumnBuilder> columns);

  /// Keeps blocks in memory.
  final class OnHeap implements Blocks {
    private final List<MemorySegment> blocks = new ArrayList<>();

    @Override
    public void add(MemorySegment block) {
      blocks.add(block);
    }

    @Override
    public Table finish(String name, int rows, int shift, List<ColumnBuilder> columns) {
      return TableBuilder.table(
          name,
          rows,
          shift,
          List.copyOf(blocks),
          columns.stream().map(ColumnBuilder::name).toList(),
          columns.stream().map(ColumnBuilder::dictionary).toList(),
          Optional.empty());
    }
  }
}
