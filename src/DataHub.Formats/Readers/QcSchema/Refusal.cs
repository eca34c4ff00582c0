// Why a QCSchema record cannot be taken: thrown inside the reader, turned into a fault at its edge.
namespace DataHub.Formats.Readers.QcSchema;

/// <summary>What is wrong with which field, and what to do about it.</summary>
sealed class Refusal(string? field, string message, string remedy) : Exception(message)
{
    internal string? Field { get; } = field;
    internal string Remedy { get; } = remedy;
}
