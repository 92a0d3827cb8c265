namespace HiveMQBackup.Client.Rest;

/// <summary>A create request may have arrived, and its answer did not.</summary>
internal sealed class AnswerLostException(string message, Exception? inner) : Exception(message, inner);
