using System.Net.Sockets;
using HiveMQBackup.Simulator.CommandLine;

namespace HiveMQBackup.Simulator;

internal static class Program
{
    private static async Task<int> Main(string[] args)
    {
        try
        {
            var arguments = SimulatorArguments.Parse(args);
            if (arguments.Help)
                Console.WriteLine(SimulatorArguments.Usage);
            else
                await SimulatorProgram.RunAsync(arguments);
            return 0;
        }
        catch (FormatException error)
        {
            await Console.Error.WriteLineAsync($"{error.Message} --help lists the arguments.");
            return 2;
        }
        catch (Exception error) when (error is SocketException or IOException or UnauthorizedAccessException)
        {
            await Console.Error.WriteLineAsync(error.Message);
            return 1;
        }
    }
}
