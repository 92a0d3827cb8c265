namespace HiveMQBackup.Client.HiveMQ;

/// <summary>A create request may have arrived, and its answer did not.</summary>
internal sealed class ResponseLostException(string message, Exception? inner) : Exception(message, inner);
